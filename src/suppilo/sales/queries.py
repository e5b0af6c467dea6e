"""What is to be done, and what was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from suppilo.sales.models import Task

__all__ = ["TaskCard", "count_open", "done_tasks", "open_tasks"]


@dataclass(frozen=True)
class TaskCard:
    """One task. `words` is its text by language, `journey` the journey that asks for it ("" for none)."""

    id: int
    person_id: int
    words: Mapping[str, str]
    journey: str
    created_at: datetime
    until: datetime | None
    done_at: datetime | None


def open_tasks(workspace_id: int, *, limit: int = 200) -> list[TaskCard]:
    """What is still to be done, the most urgent first; what has no time comes last."""
    rows = Task.objects.filter(workspace_id=workspace_id, done_at=None)
    return [_card(row) for row in rows.order_by(F("until").asc(nulls_last=True), "pk")[:limit]]


def done_tasks(workspace_id: int, *, limit: int = 50) -> list[TaskCard]:
    """What was done last."""
    rows = Task.objects.filter(workspace_id=workspace_id, done_at__isnull=False)
    return [_card(row) for row in rows.order_by("-done_at", "-pk")[:limit]]


def count_open(workspace_id: int) -> int:
    """How many tasks are still to be done."""
    return Task.objects.filter(workspace_id=workspace_id, done_at=None).count()


def _card(row: Task) -> TaskCard:
    return TaskCard(row.pk, row.person_id, row.words, row.journey, row.created_at, row.until, row.done_at)
