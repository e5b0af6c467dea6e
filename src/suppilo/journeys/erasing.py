"""Journeys at an erasure: the person leaves them at once; that they were in them still counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from suppilo.foundation import ids
from suppilo.foundation.plain import plain_rows
from suppilo.journeys.ending import end
from suppilo.journeys.models import Ended, Enrolment
from suppilo.people.ports import Holding, Whose

_INSIDE = ("journey", "step", "context", "started_at", "since", "due_at", "deadline", "stuck")
_OVER = ("journey", "step", "reason", "started_at", "ended_at", "former")


class JourneyEraser:
    """The room's part."""

    def holdings(self, whose: Whose) -> Sequence[Holding]:
        """Journeys that end, and journeys that are over."""
        found = [
            Holding("enrolments", Enrolment.objects.filter(**_theirs(whose)).count()),
            Holding("journeys_over", Ended.objects.filter(**_theirs(whose)).count(), "unlinked"),
        ]
        return [one for one in found if one.count]

    def export(self, whose: Whose) -> Mapping[str, Any]:
        """Both, with what started them."""
        return {
            "enrolments": plain_rows(Enrolment.objects.filter(**_theirs(whose)).order_by("pk"), *_INSIDE),
            "journeys_over": plain_rows(Ended.objects.filter(**_theirs(whose)).order_by("pk"), *_OVER),
        }

    def erase(self, whose: Whose, nobody: int) -> None:
        """End what runs; `unlink_journeys` follows."""
        end(list(Enrolment.objects.filter(**_theirs(whose))), "erased", whose.now)


def unlink_journeys(whose: Whose, nobody: int, *, limit: int) -> int:
    """Leave of up to `limit` journeys that are over only what is counted; answers how many they were."""
    rows = list(Ended.objects.filter(**_theirs(whose)).order_by("pk")[:limit])
    for row in rows:
        row.person_id, row.former, row.entry_key = nobody, {}, f"erased:{ids.new_id()}"
    Ended.objects.bulk_update(rows, ["person_id", "former", "entry_key"], batch_size=200)
    return len(rows)


def _theirs(whose: Whose) -> dict[str, Any]:
    return {"workspace_id": whose.workspace_id, "person_id__in": whose.numbers}
