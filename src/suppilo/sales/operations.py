"""Writes of the room: asking for something to be done, and having done it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from suppilo.events import operations as events
from suppilo.foundation.writing import writing
from suppilo.sales.models import Task

__all__ = ["NewTask", "add_tasks", "finish_task", "reopen_task"]


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """Something to do about a person. `unique_key` says for what: the same key never makes a second one.

    `words` are the text by language; `until` is when it should be done.
    """

    person_id: int
    unique_key: str
    words: Mapping[str, str] = field(default_factory=dict)
    until: datetime | None = None
    journey: str = ""
    origin: str = "live"


def add_tasks(workspace_id: int, tasks: Sequence[NewTask], *, now: datetime) -> int:
    """Put tasks on the list, record task_added for each, and answer how many are new."""
    with writing():
        keys = [task.unique_key for task in tasks]
        known = set(
            Task.objects.filter(workspace_id=workspace_id, unique_key__in=keys).values_list("unique_key", flat=True)
        )
        new = list({task.unique_key: task for task in tasks if task.unique_key not in known}.values())
        rows = Task.objects.bulk_create(_row(workspace_id, task, now) for task in new)
        if rows:
            origins = [task.origin for task in new]
            facts = [_fact("task_added", row, now, origin) for row, origin in zip(rows, origins, strict=True)]
            events.record(workspace_id, facts)
    return len(new)


def _row(workspace_id: int, task: NewTask, now: datetime) -> Task:
    return Task(
        workspace_id=workspace_id,
        person_id=task.person_id,
        unique_key=task.unique_key,
        words=dict(task.words),
        journey=task.journey,
        created_at=now,
        until=task.until,
    )


def finish_task(workspace_id: int, task_id: int, *, user_id: int | None, now: datetime) -> bool:
    """Note that a task is done and record task_done; False when it was done, or is not there."""
    with writing():
        open_ones = Task.objects.filter(workspace_id=workspace_id, pk=task_id, done_at=None)
        if not open_ones.update(done_at=now, done_by_id=user_id):
            return False
        row = Task.objects.get(pk=task_id)
        events.record(workspace_id, [_fact("task_done", row, now, "live", f":{now.isoformat()}")])
    return True


def reopen_task(workspace_id: int, task_id: int) -> bool:
    """Put a task that was done back on the list; False when it was not done, or is not there."""
    with writing():
        done = Task.objects.filter(workspace_id=workspace_id, pk=task_id, done_at__isnull=False)
        return bool(done.update(done_at=None, done_by_id=None))


def _fact(name: str, row: Task, now: datetime, origin: str, which: str = "") -> events.NewFact:
    return events.NewFact(
        name=name,
        person_id=row.person_id,
        at=now,
        properties={"journey": row.journey},
        source="sales",
        external_id=f"{row.pk}{which}",
        origin=origin,
    )
