"""Everything that is known of one message and one person, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from suppilo.definition.model import Bundle, Journey, Message
from suppilo.events import queries as events
from suppilo.journeys import queries as journeys
from suppilo.messages import queries as messages
from suppilo.people import queries as people
from suppilo.publishing.queries import running
from suppilo.studio.words.codes import JOURNEY_ENDS, say_code
from suppilo.studio.words.names import Names
from suppilo.team.ports import Workspace

_AFTERWARDS = (
    "message_shown",
    "message_closed",
    "message_unseen",
    "message_opened",
    "message_clicked",
    "message_bounced",
    "message_complained",
    "message_reported",
    "message_replied",
)
_TONES = {"sent": "good", "unknown": "bad", "failed": "bad", "held": "warn", "suppressed": "warn", "expired": "warn"}


@dataclass(frozen=True)
class Point:
    """One thing that happened (or, without an instant, that is so), in words."""

    at: datetime | None
    words: str
    tone: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Answer:
    """What came of it in one sentence, the points behind it, and what stands now between the person and the message."""

    verdict: str
    tone: str
    points: tuple[Point, ...]
    ways: tuple[str, ...]


def choices(workspace_id: int, person_id: int, names: Names) -> list[tuple[str, str]]:
    """The messages that can be asked about: those the person has to do with first, then all others."""
    own = [card.message_id for card in messages.messages_of(workspace_id, [person_id])]
    known = list(_messages(names.bundle)) if names.bundle else []
    sent_to_many = messages.broadcast_names(workspace_id)
    return [(key, sent_to_many.get(key) or names.message(key)) for key in dict.fromkeys([*own, *known])]


def answer(workspace: Workspace, person_id: int, message_id: str, names: Names, *, now: datetime) -> Answer:
    """Why this person did, or did not, get this message."""
    cards = messages.messages_of(workspace.pk, [person_id], message_id=message_id)
    current = running(workspace.pk)
    ways = _journeys_with(current.bundle, message_id) if current else []
    senders = {key for key, _ in ways}
    entered = [one for one in journeys.journeys_of_people(workspace.pk, [person_id]) if one.journey in senders]
    points = [
        *(point for card in entered for point in _of_journey(card, names)),
        *(point for card in cards for point in _of_message(card)),
        *_afterwards(workspace.pk, person_id, message_id),
    ]
    verdict, tone = _verdict(cards, entered, names)
    return Answer(
        verdict,
        tone,
        tuple(sorted(points, key=lambda one: one.at or now)),
        tuple(_ways(ways, names, bool(entered), is_broadcast=":" in message_id)),
    )


def _verdict(cards: list[messages.MessageCard], entered: list[journeys.EnrolmentCard], names: Names) -> tuple[str, str]:
    if cards:
        newest = cards[0]
        words = {
            "sent": _("Yes: it was sent."),
            "sending": _("It is on its way right now."),
            "queued": _("Not yet: it waits to be sent."),
            "held": _("Not yet: it is held back."),
            "unknown": _("Nobody knows: it was on its way when the answer was lost."),
        }
        return words.get(newest.status, _("No: it was not sent.")), _TONES.get(newest.status, "")
    inside = next((one for one in entered if one.ended_at is None), None)
    if inside is not None:
        return _("Not yet: the person is in the journey {journey}, before it.").format(
            journey=names.journey(inside.journey)
        ), ""
    if entered:
        return _("No: the journey ended before it."), ""
    return _("No: nothing has caused it for this person."), ""


def _of_message(card: messages.MessageCard) -> Iterator[Point]:
    yield Point(card.created_at, _("It was put into the outbox."))
    if card.sent_at and card.status in ("sent", "unknown", "sending"):
        yield Point(card.sent_at, card.status_words.capitalize(), _TONES.get(card.status, ""))
    if card.why or card.status not in ("sent", "queued"):
        tone = _TONES.get(card.status, "")
        yield Point(None, f"{card.status_words.capitalize()}: {card.why}".rstrip(": "), tone, card.until)


def _of_journey(card: journeys.EnrolmentCard, names: Names) -> Iterator[Point]:
    name = names.journey(card.journey)
    yield Point(card.started_at, _("The journey {journey} began.").format(journey=name))
    if card.ended_at is not None:
        why = say_code(JOURNEY_ENDS, card.reason)
        yield Point(card.ended_at, _("The journey {journey} ended: {why}.").format(journey=name, why=why))
    else:
        words = _("In the journey {journey}, at the step {step}.").format(journey=name, step=card.step)
        yield Point(None, words, "", card.next_at)


def _afterwards(workspace_id: int, person_id: int, message_id: str) -> Iterator[Point]:
    words = {
        "message_shown": _("It was shown."),
        "message_closed": _("It was closed without being followed."),
        "message_unseen": _("Nobody came to see it, and its time was over."),
        "message_opened": _("It was opened."),
        "message_clicked": _("A link in it was followed."),
        "message_bounced": _("It came back."),
        "message_complained": _("It was reported as spam."),
        "message_replied": _("It was answered."),
        "message_reported": _("The provider reported “{word}” of it, a word that Suppilo does not know."),
    }
    ids = list(people.aliases([person_id]))
    for facts in events.facts_of(workspace_id, ids, names=_AFTERWARDS).values():
        for fact in facts:
            if fact.properties.get("message") == message_id:
                yield Point(fact.at, words[fact.name].format(word=fact.properties.get("word", "")))


def _ways(ways: list[tuple[str, Journey]], names: Names, has_entered: bool, *, is_broadcast: bool) -> Iterator[str]:
    """What could cause it, so that "never triggered" can be understood."""
    for key, journey in ways:
        event = getattr(journey.trigger, "event", None)
        began = names.journey(key)
        if event:
            yield _("The journey {journey} sends it. It begins with the fact {event}.").format(
                journey=began, event=event
            )
        else:
            yield _("The journey {journey} sends it.").format(journey=began)
    if not ways and not has_entered and not is_broadcast:
        yield _("No journey of the running definition sends it.")


def _journeys_with(bundle: Bundle, message_id: str) -> list[tuple[str, Journey]]:
    return [
        (key, journey)
        for funnel in bundle.funnels
        for key, journey in funnel.journeys.items()
        if f'"send":"{message_id}"' in journey.model_dump_json()
    ]


def _messages(bundle: Bundle) -> dict[str, Message]:
    return {**bundle.messages, **{key: one for funnel in bundle.funnels for key, one in funnel.messages.items()}}
