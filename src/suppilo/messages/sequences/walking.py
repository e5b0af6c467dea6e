"""What is done about everybody in a sequence, batch by batch: taking in those who are there already, giving them their
times anew after a pause or a change, and what came in behind them, and clearing up at the end. Each step can be taken
again after a crash."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from suppilo.definition.model import Bundle
from suppilo.events import operations as events
from suppilo.foundation import claims
from suppilo.foundation.writing import writing
from suppilo.messages.models import Outgoing, Status
from suppilo.messages.operations.journeys import give_turns, let_journey_go
from suppilo.messages.sequences.admitting import admit
from suppilo.messages.sequences.course import Course, due_at, journey_name, zones_of
from suppilo.messages.sequences.owing import locked, owed, put_owed
from suppilo.messages.sequences.reading import OPEN, READER
from suppilo.messages.sequences.rows import Follower, Sequence, Standing
from suppilo.messages.sequences.saving import save
from suppilo.publishing import queries as publishing
from suppilo.segments import queries as segments

BATCH = 400
LEASE = timedelta(minutes=1)
ENDED = "sequence_ended"


def sequence_walks(now: datetime) -> int:
    """One batch of one sequence; answers how many sequences had something to do."""
    rows = claims.claim(Sequence, now=now, limit=1, lease_for=LEASE)
    for row in rows:
        with writing():
            if row.pk in claims.still_held(Sequence, [row]):
                _walk(row, now)
    return len(rows)


def _walk(row: Sequence, now: datetime) -> None:
    running = publishing.running(row.workspace_id)
    if row.standing == Standing.ENDED:
        _clear_up(row, now)
    elif running is None or row.standing != Standing.RUNNING:
        _note(row, due_at=None)
    elif row.taken_up_to is not None:
        _take_in(row, running.bundle, now)
    elif row.placed_up_to is not None:
        _place(row, running.bundle, now)
    elif (stop := owed(row)) is not None:
        _note(row, due_at=put_owed(row, stop, now, BATCH))
    else:
        _note(row, due_at=None)


def _note(row: Sequence, **values: Any) -> None:
    Sequence.objects.filter(pk=row.pk).update(lease="", **values)


def _take_in(row: Sequence, bundle: Bundle, now: datetime) -> None:
    found = segments.members_after(row.workspace_id, row.segment, row.taken_up_to or 0, BATCH)
    admit(row, found, bundle, now, in_bulk=True)
    _note(row, taken_up_to=found[-1] if found else None, due_at=now)


def _place(row: Sequence, bundle: Bundle, now: datetime) -> None:
    """First what waits in the outbox, then those who are to get something new.

    Each is a transaction of its own: who writes of a person locks first how far they are, then what waits for them.
    """
    begin = row.placing_since or now
    name = journey_name(row.pk)
    told = give_turns(row.workspace_id, name, begin=begin, per_minute=row.per_minute, before=row.turns, limit=BATCH)
    if told:
        _note(row, turns=row.turns + told, due_at=now)
        return
    found = locked(Follower.objects.filter(sequence=row, ended="", pk__gt=row.placed_up_to or 0), BATCH)
    _give_times(row, found, bundle, now)
    save(found)
    over = len(found) < BATCH
    _note(row, turns=row.turns, placed_up_to=None if over else found[-1].pk, due_at=now)


def _give_times(row: Sequence, found: list[Follower], bundle: Bundle, now: datetime) -> None:
    """Whoever's time is past gets a turn, so that they do not all leave at once; the pace is the same for any number.

    What comes in at another place than before is not late: only a pause makes late.
    """
    course = Course.of(row)
    zones = zones_of(row.workspace_id, {one.person_id for one in found}, bundle)
    for one in found:
        stop = course.after(one.last_id)
        if stop is None:
            one.ended, one.ended_at, one.due_at, one.next_id = "finished", now, None, None
            continue
        if one.next_id != stop.pk:
            one.late_since = None
        was, one.next_id = one.due_at, stop.pk
        one.due_at = due_at(stop, one.last_at, zones[one.person_id])
        if one.due_at <= now:
            turn = (row.placing_since or now) + timedelta(minutes=row.turns / row.per_minute)
            row.turns += 1
            one.due_at = max(turn, was) if was is not None and one.late_since is None else turn


def _clear_up(row: Sequence, now: datetime) -> None:
    """Take back what waits in the outbox, let everybody go, and only then let the hold go.

    Each is a transaction of its own. Who was being moved on meanwhile may have put something into the outbox: it is
    looked at again after that.
    """
    waiting = Outgoing.objects.filter(broadcast__step__sequence=row, status__in=(Status.QUEUED, Status.HELD)).order_by(
        "pk"
    )
    keys = list(waiting.values_list("pk", flat=True)[:BATCH])
    over = {"status": Status.CANCELLED, "reason": ENDED, "lease": "", "held_until": None, "due_at": None}
    if keys:
        Outgoing.objects.filter(pk__in=keys, status__in=(Status.QUEUED, Status.HELD)).update(**over)
        _note(row, due_at=now)
        return
    some = list(Follower.objects.filter(sequence=row, ended="").order_by("pk").values_list("pk", flat=True)[:BATCH])
    Follower.objects.filter(pk__in=some).update(ended="over", ended_at=now, due_at=None, next=None)
    if some:
        _note(row, due_at=now)
        return
    let_journey_go(row.workspace_id, journey_name(row.pk))
    _note(row, due_at=None)
    if not Sequence.objects.filter(standing__in=OPEN).exists():
        events.end_reader(READER)
