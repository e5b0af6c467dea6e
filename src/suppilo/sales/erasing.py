"""Tasks at an erasure: nothing is left to be done about somebody who is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from suppilo.foundation.plain import plain_rows
from suppilo.people.ports import Holding, Whose
from suppilo.sales.models import Task

_FIELDS = ("words", "journey", "created_at", "until", "done_at")


class TaskEraser:
    """The room's part."""

    def holdings(self, whose: Whose) -> Sequence[Holding]:
        """How many tasks there are about the person."""
        many = _theirs(whose).count()
        return [Holding("tasks", many)] if many else []

    def export(self, whose: Whose) -> Mapping[str, Any]:
        """Every task with its words."""
        return {"tasks": plain_rows(_theirs(whose).order_by("pk"), *_FIELDS)}

    def erase(self, whose: Whose, nobody: int) -> None:
        """Remove them."""
        _theirs(whose).delete()


def _theirs(whose: Whose) -> QuerySet[Task]:
    return Task.objects.filter(workspace_id=whose.workspace_id, person_id__in=whose.numbers)
