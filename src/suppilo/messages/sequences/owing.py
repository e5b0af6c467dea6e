"""A message that came in before where people stand already: they get it too, where that was chosen, in turns."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import QuerySet

from suppilo.foundation.reading import read
from suppilo.messages.sequences.course import Course
from suppilo.messages.sequences.queueing import put
from suppilo.messages.sequences.rows import Follower, Sequence, SequenceMessage


def owed(sequence: Sequence) -> SequenceMessage | None:
    """The message that some who are past its place are still to get; the first of several."""
    rows = SequenceMessage.objects.filter(sequence=sequence, removed_at=None, owed_up_to__isnull=False)
    return rows.select_related("live").order_by("pk").first()


def put_owed(sequence: Sequence, stop: SequenceMessage, now: datetime, limit: int) -> datetime:
    """Put it into the outbox for the next `limit` of its people, in the caller's transaction; answers when to go on.

    Each gets a turn behind all that were given before, `per_minute` at most: so no more than one batch waits ahead.
    Nobody gets it twice, as it has the same key as on the way through.
    """
    begin = max(now, stop.owed_next_at or now, _turns_end(sequence, now))
    if begin > now:
        return begin
    found = _next(sequence, stop, limit)
    some = _past(Course.of(sequence), stop, found)
    pace = timedelta(minutes=1) / sequence.per_minute
    put(sequence, stop, some, now, at={row.pk: begin + place * pace for place, row in enumerate(some)})
    stop.owed_next_at = begin + len(some) * pace
    stop.owed_up_to = found[-1].pk if len(found) == limit else None
    stop.save(update_fields=["owed_next_at", "owed_up_to"])
    return stop.owed_next_at


def _turns_end(sequence: Sequence, now: datetime) -> datetime:
    """When the last has left who was given a turn after a pause or a change."""
    since = sequence.placing_since
    return since + timedelta(minutes=sequence.turns / sequence.per_minute) if since else now


def _next(sequence: Sequence, stop: SequenceMessage, limit: int) -> list[Follower]:
    return locked(
        Follower.objects.filter(sequence=sequence, ended__in=("", "finished"), pk__gt=stop.owed_up_to or 0), limit
    )


def locked(some: QuerySet[Follower], limit: int) -> list[Follower]:
    """The first of these people, as they stand once nobody else has them in hand."""
    return read(some.order_by("pk").select_for_update()[:limit])


def _past(course: Course, stop: SequenceMessage, found: Collection[Follower]) -> list[Follower]:
    """Who was past its place; who has come to the end only since then was on the way when that was chosen."""
    since = stop.owed_since
    assert since is not None
    some = []
    for row in found:
        had_finished = row.ended_at is not None and row.ended_at <= since
        wanted = stop.owed_finished if had_finished else stop.owed_past
        if wanted and (row.ended or (row.last_id is not None and course.places[row.last_id] > stop.place)):
            some.append(row)
    return some
