"""How many were given which variant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count

from suppilo.experiments.models import Exposure


@dataclass(frozen=True)
class Exposed:
    """People by variant. `mixed` are those who were given two, having turned out to be one person: in no variant."""

    by_variant: Mapping[str, int] = field(default_factory=dict)
    mixed: int = 0


def exposed(workspace_id: int, experiment_id: str) -> Exposed:
    """The people of an experiment, each once however many numbers stand for them."""
    rows = Exposure.objects.filter(workspace_id=workspace_id, experiment=experiment_id, is_double=False)
    counted = rows.values("variant", "is_mixed").annotate(many=Count("pk")).order_by("variant")
    found = list(counted.values_list("variant", "is_mixed", "many"))
    return Exposed(
        {variant: many for variant, is_mixed, many in found if not is_mixed},
        sum(many for _, is_mixed, many in found if is_mixed),
    )
