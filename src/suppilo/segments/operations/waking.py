"""People whom time alone will move: one row per person and node, due when a condition changes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace

from suppilo.foundation.bulk import insert
from suppilo.segments.models import Wake


@dataclass
class Wakes:
    """The wake-ups of one batch, written at its end."""

    _noted: dict[tuple[int, str], datetime | None] = field(default_factory=dict)

    def note(self, person_id: int, node: str, at: datetime | None) -> None:
        """This person's node is to be looked at again at `at`; None: not by time alone."""
        self._noted[person_id, node] = at

    def write(self, workspace_id: int) -> None:
        """Put every noted wake-up in place of the one that stood."""
        rows = [
            SimpleNamespace(workspace_id=workspace_id, person_id=person_id, node=node, due_at=at, lease="")
            for (person_id, node), at in self._noted.items()
            if at is not None
        ]
        nobody: dict[str, list[int]] = {}
        for (person_id, node), at in self._noted.items():
            if at is None:
                nobody.setdefault(node, []).append(person_id)
        for node, some in nobody.items():
            Wake.objects.filter(node=node, person_id__in=some).delete()
        insert(Wake, rows, unique=("person_id", "node"), replace=("due_at", "lease"))

    def forget(self, person_ids: Collection[int]) -> None:
        """These people are no longer looked at."""
        Wake.objects.filter(person_id__in=person_ids).delete()
