"""Followers who are due: their message goes into the outbox and they go on to the next, in sets."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from suppilo.definition.model import Bundle
from suppilo.foundation import claims, clock
from suppilo.foundation.writing import writing
from suppilo.messages.models import Outgoing, Status
from suppilo.messages.operations.journeys import hold_journey
from suppilo.messages.sequences.course import Course, due_at, journey_name, unique_key, zones_of
from suppilo.messages.sequences.queueing import put
from suppilo.messages.sequences.rows import Follower, Sequence, SequenceMessage, Standing
from suppilo.messages.sequences.saving import save
from suppilo.publishing import queries as publishing
from suppilo.segments import queries as segments

log = logging.getLogger(__name__)
#: One batch is one transaction: small enough that SQLite's lock is held for well under 100 ms.
BATCH = 400
#: Whoever's message before has not left looks again so much later.
AGAIN = timedelta(minutes=1)
WAITS = (Status.QUEUED, Status.HELD, Status.SENDING)


@dataclass
class Turn:
    """One sequence, those of its people who are due, and what becomes of them."""

    sequence: Sequence
    rows: list[Follower]
    now: datetime
    sending: dict[int, list[Follower]] = field(default_factory=dict)


def sequence_steps(now: datetime) -> int:
    """Let one batch of those who are due go on; answers how many. Nothing due costs one look-up in an index."""
    if not claims.is_due(Follower, now):
        return 0
    with writing():
        rows = claims.take(Follower, now=now, limit=BATCH)
        by_sequence: dict[int, list[Follower]] = {}
        for row in rows:
            by_sequence.setdefault(row.sequence_id, []).append(row)
        known = Sequence.objects.in_bulk(list(by_sequence))
        for key, some in by_sequence.items():
            _take_turn(Turn(known[key], some, clock.now()))
    return len(rows)


def _take_turn(turn: Turn) -> None:
    """What goes wrong in one sequence pauses that one and says so; all others go on."""
    try:
        with transaction.atomic():
            _go_on(turn)
    except Exception:
        log.exception("Sequence %s was paused: its next messages could not be prepared.", turn.sequence.pk)
        _stand_still(turn, "failed")


def _go_on(turn: Turn) -> None:
    running = publishing.running(turn.sequence.workspace_id)
    if turn.sequence.standing == Standing.ENDED:
        _end(turn.rows, "over", turn.now)
    elif turn.sequence.standing == Standing.PAUSED:
        _park(turn.rows)
    elif running is None or turn.sequence.segment not in running.bundle.segments:
        _stand_still(turn, "segment_gone")
        return
    else:
        _step(turn, running.bundle)
    save(turn.rows)


def _stand_still(turn: Turn, trouble: str) -> None:
    going = Sequence.objects.filter(pk=turn.sequence.pk, standing=Standing.RUNNING)
    if going.update(standing=Standing.PAUSED, trouble=trouble, due_at=None, lease=""):
        hold_journey(turn.sequence.workspace_id, journey_name(turn.sequence.pk), now=turn.now)
    _park(turn.rows)
    save(turn.rows)


def _park(rows: Collection[Follower]) -> None:
    for row in rows:
        row.late_since = row.late_since or row.due_at
        row.due_at = None


def _end(rows: Collection[Follower], why: str, now: datetime) -> None:
    for row in rows:
        row.ended, row.ended_at, row.due_at, row.next_id = why, now, None, None


def _step(turn: Turn, bundle: Bundle) -> None:
    going = _without_leavers(turn)
    course = Course.of(turn.sequence)
    zones = zones_of(turn.sequence.workspace_id, {row.person_id for row in going}, bundle)
    before = _messages_before(turn.sequence, going)
    for row in going:
        stop = course.after(row.last_id)
        if stop is None:
            _end([row], "finished", turn.now)
            continue
        at = _not_yet(row, stop, zones[row.person_id], before, turn.now)
        row.next_id = stop.pk
        if at is not None:
            row.due_at = at
        else:
            turn.sending.setdefault(stop.pk, []).append(row)
    for stop in course.stops:
        some = turn.sending.get(stop.pk, [])
        put(turn.sequence, stop, some, turn.now)
        for row in some:
            _move_on(row, stop, course, zones[row.person_id], turn.now)


def _without_leavers(turn: Turn) -> list[Follower]:
    if turn.sequence.finishes_anyway:
        return turn.rows
    inside = segments.segments_of({row.person_id for row in turn.rows})
    left = [row for row in turn.rows if turn.sequence.segment not in inside.get(row.person_id, set())]
    _end(left, "left", turn.now)
    return [row for row in turn.rows if not row.ended]


@dataclass(frozen=True)
class _Before:
    """Where somebody's message before stands in the outbox."""

    status: str
    due_at: datetime | None
    sent_at: datetime | None


def _messages_before(sequence: Sequence, rows: Collection[Follower]) -> dict[int, _Before]:
    """The message before of each follower, by follower; nothing for the first and for what is gone by now."""
    keys = {unique_key(sequence.pk, row.last_id, row.person_id): row.pk for row in rows if row.last_id is not None}
    found = Outgoing.objects.filter(workspace_id=sequence.workspace_id, unique_key__in=list(keys)) if keys else ()
    return {keys[one.unique_key]: _Before(one.status, one.due_at, one.sent_at) for one in found}


def _not_yet(
    row: Follower, stop: SequenceMessage, zone: str, before: dict[int, _Before], now: datetime
) -> datetime | None:
    """When to look again, where it is not the message's time; None where it is."""
    if row.next_id != stop.pk:  # what came next was taken out, or something came before it
        row.late_since = None
        at = due_at(stop, row.last_at, zone)
        if at > now:
            return at
    known = before.get(row.pk)
    if known is None:
        return None
    if known.status in WAITS:
        return max(known.due_at or now, now) + AGAIN
    if known.sent_at is not None and row.late_since is None:
        at = due_at(stop, known.sent_at, zone)
        return at if at > now else None
    return None


def _move_on(row: Follower, stop: SequenceMessage, course: Course, zone: str, now: datetime) -> None:
    row.last_id, row.last_at, row.late_since = stop.pk, now, None
    following = course.after(stop.pk)
    if following is None:
        _end([row], "finished", now)
    else:
        row.next_id, row.due_at = following.pk, due_at(following, now, zone)
