"""Experiments at an erasure: that somebody had a variant still counts, for nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from suppilo.experiments.models import Exposure
from suppilo.foundation.plain import plain_rows
from suppilo.people.ports import Holding, Whose


class ExposureEraser:
    """The room's part."""

    def holdings(self, whose: Whose) -> Sequence[Holding]:
        """In how many experiments the person was given a variant."""
        many = _theirs(whose).count()
        return [Holding("exposures", many, "unlinked")] if many else []

    def export(self, whose: Whose) -> Mapping[str, Any]:
        """Which variant of which experiment."""
        rows = _theirs(whose).order_by("exposed_at", "pk")
        return {"exposures": plain_rows(rows, "experiment", "variant", "exposed_at")}

    def erase(self, whose: Whose, nobody: int) -> None:
        """One row for each experiment goes on to count; what was a double goes."""
        there = set(_rows(whose, nobody).values_list("experiment", flat=True))
        for row in _theirs(whose).order_by("is_double", "exposed_at", "pk"):
            if row.experiment in there:
                row.delete()
            else:
                there.add(row.experiment)
                Exposure.objects.filter(pk=row.pk).update(person_id=nobody)


def _theirs(whose: Whose) -> QuerySet[Exposure]:
    return Exposure.objects.filter(workspace_id=whose.workspace_id, person_id__in=whose.numbers)


def _rows(whose: Whose, nobody: int) -> QuerySet[Exposure]:
    return Exposure.objects.filter(workspace_id=whose.workspace_id, person_id=nobody)
