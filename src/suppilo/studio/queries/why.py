"""Everything that is known of one message and one person, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from suppilo.definition.model import Bundle, Journey, Message
from suppilo.events import queries as events
from suppilo.journeys import queries as journeys
from suppilo.messages import queries as messages
from suppilo.people import queries as people
from suppilo.publishing.queries import running
from suppilo.studio.queries import in_sequence, passed_by
from suppilo.studio.queries.answering import Answer, Point, Verdict
from suppilo.studio.queries.journeys import journeys_in
from suppilo.studio.queries.unreached import of_broadcast
from suppilo.studio.words.missed import say_missed
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
    "message_auto_replied",
)
_TONES = {"sent": "good", "unknown": "bad", "failed": "bad", "held": "warn", "suppressed": "warn", "expired": "warn"}


def choices(workspace_id: int, person_id: int, names: Names) -> list[tuple[str, str]]:
    """The messages that can be asked about: those the person has to do with first, then all others.

    Broadcasts that were ever scheduled are among them, whether the person has to do with them or not.
    """
    own = [card.message_id for card in messages.messages_of(workspace_id, [person_id])]
    known = list(_messages(names.bundle)) if names.bundle else []
    cards = messages.broadcasts_of(workspace_id)
    sent_to_many = {f"{BROADCAST}{card.id}": card.name for card in cards if not card.is_draft}
    in_turn = messages.sequence_texts(workspace_id)
    called = messages.broadcast_names(workspace_id) if in_turn or any(":" in key for key in own) else sent_to_many
    keys = dict.fromkeys([*own, *sent_to_many, *in_turn, *known])
    return [(key, called.get(key) or names.message(key)) for key in keys]


def answer(workspace: Workspace, person_id: int, message_id: str, names: Names, *, now: datetime) -> Answer:
    """Why this person did, or did not, get this message."""
    cards = messages.messages_of(workspace.pk, [person_id], message_id=message_id)
    current = running(workspace.pk)
    senders = _journeys_with(current.bundle, message_id) if current else {}
    entered = [one for one in journeys.journeys_of_people(workspace.pk, [person_id]) if one.journey in senders]
    missed = [] if cards else list(_missed(workspace.pk, person_id, senders, now))
    found = (
        _of_cards(cards)
        or _of_history(workspace.pk, person_id, message_id)
        or _of_nothing(workspace.pk, person_id, message_id, senders, entered, names)
    )
    points = [
        *found.points,
        *(point for card in entered for point in passed_by.points(card, message_id, names)),
        *(Point(one.at, say_missed(one, senders[key], names)) for key, one in missed if one.at),
        *(in_sequence.points(workspace.pk, person_id, message_id) if ":" in message_id else ()),
        *(point for card in cards for point in _of_message(card)),
        *_afterwards(workspace.pk, person_id, message_id),
    ]
    return Answer(
        found.words,
        found.tone,
        tuple(sorted(points, key=lambda one: one.at or now)),
        () if ":" in message_id else tuple(_ways(senders, missed, names, bool(entered))),
    )


#: What the ids of broadcasts begin with, before the number.
BROADCAST = "broadcast:"


def _of_cards(cards: Sequence[messages.MessageCard]) -> Verdict | None:
    if not cards:
        return None
    words = {
        "sent": _("Yes: it was sent."),
        "sending": _("It is on its way right now."),
        "queued": _("Not yet: it waits to be sent."),
        "held": _("Not yet: it is held back."),
        "unknown": _("Nobody knows: it was on its way when the answer was lost."),
    }
    newest = cards[0].status
    return Verdict(words.get(newest, _("No: it was not sent.")), _TONES.get(newest, ""))


def _of_history(workspace_id: int, person_id: int, message_id: str) -> Verdict | None:
    """What was sent elsewhere and brought in stands in the log, and never was in the outbox."""
    ids = list(people.aliases([person_id]))
    found = events.facts_of(workspace_id, ids, names=("message_sent",))
    facts = [one for some in found.values() for one in some if one.origin != "live"]
    sent = [one.at for one in facts if one.properties.get("message") == message_id]
    if not sent:
        return None
    words = _("It was sent, as data that was brought in says.")
    return Verdict(_("Yes: it was sent."), "good", tuple(Point(at, words) for at in sorted(sent)))


def _of_nothing(
    workspace_id: int,
    person_id: int,
    message_id: str,
    senders: dict[str, Journey],
    entered: Sequence[journeys.EnrolmentCard],
    names: Names,
) -> Verdict:
    """Nothing was put into the outbox: how far it came."""
    number = message_id.removeprefix(BROADCAST)
    if message_id.startswith(BROADCAST) and number.isdecimal():
        return of_broadcast(workspace_id, person_id, int(number), names)
    if entered:
        inside = next((one for one in entered if one.ended_at is None), entered[0])
        return passed_by.verdict(inside, message_id, names)
    if len(senders) == 1:
        name = names.journey(next(iter(senders)))
        return Verdict(_("No: the journey {journey} did not begin for this person.").format(journey=name))
    return Verdict(_("No: nothing has caused it for this person."))


def _missed(
    workspace_id: int, person_id: int, senders: dict[str, Journey], now: datetime
) -> Iterator[tuple[str, journeys.Missed]]:
    for key, journey in senders.items():
        for one in journeys.missed(workspace_id, key, journey, person_id, now=now):
            yield key, one


def _of_message(card: messages.MessageCard) -> Iterator[Point]:
    yield Point(card.created_at, _("It was put into the outbox."))
    if card.sent_at and card.status in ("sent", "unknown", "sending"):
        yield Point(card.sent_at, card.status_words.capitalize(), _TONES.get(card.status, ""))
    if card.why or card.status not in ("sent", "queued"):
        tone = _TONES.get(card.status, "")
        yield Point(None, f"{card.status_words.capitalize()}: {card.why}".rstrip(": "), tone, card.until)


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
        "message_auto_replied": _("A program answered it for the person."),
        "message_reported": _("The provider reported “{word}” of it, a word that Suppilo does not know."),
    }
    ids = list(people.aliases([person_id]))
    for facts in events.facts_of(workspace_id, ids, names=_AFTERWARDS).values():
        for fact in facts:
            if fact.properties.get("message") == message_id:
                yield Point(fact.at, words[fact.name].format(word=fact.properties.get("word", "")))


def _ways(
    senders: dict[str, Journey], missed: Sequence[tuple[str, journeys.Missed]], names: Names, has_entered: bool
) -> Iterator[str]:
    """What could cause it, so that "never triggered" can be understood."""
    for key, journey in senders.items():
        words = _("The journey {journey} sends it.").format(journey=names.journey(key))
        reasons = [say_missed(one, journey, names) for at, one in missed if at == key and one.at is None]
        yield " ".join([words, *([] if has_entered else reasons)])
    if not senders and not has_entered:
        yield _("No journey of the running definition sends it.")


def _journeys_with(bundle: Bundle, message_id: str) -> dict[str, Journey]:
    return {
        key: journey
        for key, journey in journeys_in(bundle).items()
        if f'"send":"{message_id}"' in journey.model_dump_json()
    }


def _messages(bundle: Bundle) -> dict[str, Message]:
    return {**bundle.messages, **{key: one for funnel in bundle.funnels for key, one in funnel.messages.items()}}
