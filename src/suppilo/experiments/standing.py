"""Who was given which variant before, by person, and which rows count once people turn out to be one."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from suppilo.experiments.models import Exposure
from suppilo.people import queries as people


def former_variants(workspace_id: int, experiment_id: str, whom: Mapping[int, int]) -> dict[int, str]:
    """The variant of those who have one, by canonical person (the values of `whom`): the first that they were given."""
    everyone = people.aliases(set(whom.values()))
    rows = Exposure.objects.filter(workspace_id=workspace_id, experiment=experiment_id, person_id__in=list(everyone))
    found: dict[int, str] = {}
    for person_id, variant in rows.order_by("exposed_at", "pk").values_list("person_id", "variant"):
        found.setdefault(everyone[person_id], variant)
    return found


def count_anew(workspace_id: int, numbers: Collection[int]) -> None:
    """Say which rows of one person, known by all these numbers, count: the first of each experiment, and that only
    where all are of the same variant."""
    by_experiment: dict[str, list[Exposure]] = {}
    rows = Exposure.objects.filter(workspace_id=workspace_id, person_id__in=list(numbers))
    for row in rows.order_by("exposed_at", "pk"):
        by_experiment.setdefault(row.experiment, []).append(row)
    changed: list[Exposure] = []
    for some in by_experiment.values():
        is_mixed = len({row.variant for row in some}) > 1
        for place, row in enumerate(some):
            if (row.is_double, row.is_mixed) != (place > 0, is_mixed):
                row.is_double, row.is_mixed = place > 0, is_mixed
                changed.append(row)
    Exposure.objects.bulk_update(changed, ["is_double", "is_mixed"], batch_size=200)


def mixed_by(workspace_id: int, kept: Collection[int], absorbed: Collection[int]) -> list[str]:
    """The experiments in which the two sides were given different variants."""
    sides = [_variants(workspace_id, numbers) for numbers in (kept, absorbed)]
    return sorted(key for key in sides[0].keys() & sides[1].keys() if sides[0][key] != sides[1][key])


def _variants(workspace_id: int, numbers: Collection[int]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    rows = Exposure.objects.filter(workspace_id=workspace_id, person_id__in=list(numbers))
    for experiment, variant in rows.values_list("experiment", "variant"):
        found.setdefault(experiment, set()).add(variant)
    return found
