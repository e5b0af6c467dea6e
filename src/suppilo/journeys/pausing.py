"""Journeys that stand still: nobody enters, nobody takes a step; and letting them go on without a blast."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F

from suppilo.foundation import claims
from suppilo.foundation.writing import writing
from suppilo.journeys.models import Enrolment, Pause
from suppilo.messages import operations as messages

BATCH = 500
LEASE = timedelta(minutes=1)
#: People who are let go on together; the next so many follow when the pace allows it.
TOGETHER = 50


def paused(workspace_id: int, journeys: Collection[str], *, lock: bool = False) -> set[str]:
    """Those of `journeys` that stand still. With `lock` nobody lets them go on before this transaction is over."""
    rows = Pause.objects.filter(workspace_id=workspace_id, journey__in=list(journeys), resumed_at=None)
    if lock and connection.features.has_select_for_update:
        rows = rows.select_for_update()
    return set(rows.values_list("journey", flat=True))


def keep_out(workspace_id: int, journeys: Sequence[str]) -> set[str]:
    """Count how often each of `journeys` that stands still would have been entered; answers those."""
    closed = paused(workspace_id, set(journeys)) if journeys else set()
    for journey, many in Counter(one for one in journeys if one in closed).items():
        standing = Pause.objects.filter(workspace_id=workspace_id, journey=journey, resumed_at=None)
        standing.update(kept_out=F("kept_out") + many)
    return closed


def hold(rows: Sequence[Enrolment], now: datetime) -> tuple[list[Enrolment], list[Enrolment]]:
    """Divide enrolments that are due into those that may go on and those whose journey stands still: these are due
    no more, and remember since when they are late. Joins the caller's transaction."""
    by_workspace: dict[int, set[str]] = {}
    for row in rows:
        by_workspace.setdefault(row.workspace_id, set()).add(row.journey)
    closed = {(key, one) for key, some in by_workspace.items() for one in paused(key, some, lock=True)}
    if not closed:
        return list(rows), []
    held = [row for row in rows if (row.workspace_id, row.journey) in closed]
    for row in held:
        row.late_since = row.late_since or min(row.deadline or now, now)
        row.due_at = None
    return [row for row in rows if (row.workspace_id, row.journey) not in closed], held


def journey_resumes(now: datetime) -> int:
    """Give the next people of journeys that go on a time at which they do; answers how many journeys."""
    rows = claims.claim(Pause, now=now, limit=1, lease_for=LEASE)
    for row in rows:
        _spread(row, now)
    return len(rows)


def _spread(row: Pause, now: datetime) -> None:
    """The pace is the same however many there are: the time they take is stretched by their number."""
    with writing():
        if row.pk not in claims.still_held(Pause, [row]):
            return
        begin = row.resumed_at or now
        told = messages.give_turns(
            row.workspace_id,
            row.journey,
            begin=begin,
            per_minute=row.per_minute,
            before=row.spread,
            limit=BATCH,
        )
        row.spread += told
        if told == BATCH:  # first what waits in the outbox, then those who are to get something new
            Pause.objects.filter(pk=row.pk).update(spread=row.spread, due_at=now, lease="")
            return
        late = Enrolment.objects.filter(
            workspace_id=row.workspace_id, journey=row.journey, late_since__isnull=False, due_at=None, stuck=""
        )
        keys = list(late.filter(pk__gt=row.cursor).order_by("pk").values_list("pk", flat=True)[:BATCH])
        for start in range(0, len(keys), TOGETHER):
            at = begin + timedelta(minutes=(row.spread + start) / row.per_minute)
            Enrolment.objects.filter(pk__in=keys[start : start + TOGETHER]).update(due_at=at)
        is_over = len(keys) < BATCH
        Pause.objects.filter(pk=row.pk).update(
            cursor=keys[-1] if keys else row.cursor,
            spread=row.spread + len(keys),
            due_at=None if is_over else now,
            lease="",
        )
