"""Why a broadcast did not come to somebody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from suppilo.events import queries as events
from suppilo.messages import queries as messages
from suppilo.people import queries as people
from suppilo.segments import queries as segments
from suppilo.studio.queries import in_sequence
from suppilo.studio.queries.answering import Point, Verdict
from suppilo.studio.words.names import Names


def of_broadcast(workspace_id: int, person_id: int, number: int, names: Names) -> Verdict:
    """Where the person stands, or stood, to a broadcast that put nothing into the outbox for them."""
    card = messages.broadcast(workspace_id, number)
    if card is None:
        return Verdict(_("There is no such broadcast any more."))
    if card.step is not None:
        return in_sequence.verdict(workspace_id, person_id, number)
    inside = not card.segment or card.segment in segments.segments_of([person_id])[person_id]
    comings = _comings(workspace_id, person_id, card.segment)
    points = (*_times(card), *_told(workspace_id, person_id, card.segment, comings[-3:]))
    if messages.has_passed(workspace_id, number, person_id):
        came = max((one.at for one in comings if one.name == "segment_entered"), default=None)
        is_later = inside and came is not None and (card.started_at is None or came > card.started_at)
        return Verdict(_passed(card, is_later, names), "", points)
    return Verdict(_ahead(card, inside, names), "", points)


def _passed(card: messages.BroadcastCard, is_later: bool, names: Names) -> str:
    if not card.segment:
        return _("No: the person became known only after the broadcast had gone through everybody.")
    segment = names.segment(card.segment)
    if is_later:
        return _("No: the person came into the segment {segment} only later.").format(segment=segment)
    return _("No: the person was not in the segment {segment} when the broadcast went through it.").format(
        segment=segment
    )


def _ahead(card: messages.BroadcastCard, inside: bool, names: Names) -> str:
    if not inside:
        words = _("No: the person is not in the segment {segment}.")
        return words.format(segment=names.segment(card.segment))
    if card.is_stopped:
        return _("No: the broadcast was stopped before it came to this person.")
    if not card.is_going:
        return _("No: the broadcast was given up before it came to this person.")
    if card.started_at is None:
        return _("Not yet: the broadcast has not begun.")
    return _("Not yet: the broadcast is being sent, and has not come to this person.")


def _times(card: messages.BroadcastCard) -> Iterator[Point]:
    if card.started_at:
        yield Point(card.started_at, _("The broadcast began."))
    elif card.starts_at:
        yield Point(card.starts_at, _("The broadcast is to begin."))
    if card.finished_at:
        yield Point(card.finished_at, _("The broadcast was through."))


def _comings(workspace_id: int, person_id: int, segment: str) -> list[events.StoredFact]:
    """When the person came into the segment, and when they left it, in order."""
    if not segment:
        return []
    ids = list(people.aliases([person_id]))
    found = events.facts_of(workspace_id, ids, names=("segment_entered", "segment_left"))
    facts = [one for some in found.values() for one in some if one.properties.get("segment") == segment]
    return sorted(facts, key=lambda one: (one.at, one.seq))


def _told(workspace_id: int, person_id: int, segment: str, comings: Sequence[events.StoredFact]) -> Iterator[Point]:
    if not segment:
        yield Point(people.describe(workspace_id, [person_id])[person_id].created_at, _("The person became known."))
    for fact in comings:
        came = fact.name == "segment_entered"
        yield Point(fact.at, _("The person came into the segment.") if came else _("The person left the segment."))
