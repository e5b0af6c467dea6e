"""Writes of the room: giving people their variant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from suppilo.definition.model import Experiment
from suppilo.events import operations as events
from suppilo.experiments.assigning import variant_for
from suppilo.experiments.models import Exposure
from suppilo.experiments.standing import former_variants
from suppilo.foundation.writing import writing
from suppilo.people import queries as people

__all__ = ["assign_many"]


def assign_many(
    workspace_id: int, *, experiment_id: str, experiment: Experiment, origins: Mapping[int, str], now: datetime
) -> dict[int, str]:
    """The variant of each person, by the number asked for; `origins` says by person what caused it.

    Who meets the experiment for the first time is given one and keeps it: call this in the transaction that writes what
    is shown. Records experiment_exposed for them. Once the experiment is decided, whoever is new gets that variant and
    is not part of the experiment. Somebody whose variant is no more gets the control. Sets, not persons: the number of
    statements does not grow with the people.
    """
    with writing():
        whom = people.canonical(origins)
        had = former_variants(workspace_id, experiment_id, whom)
        new = {owner: asked for asked, owner in sorted(whom.items(), reverse=True) if owner not in had}
        first = people.first_identifiers(new) if experiment.decided is None else {}
        given = {owner: variant_for(experiment_id, experiment, first.get(owner, f"person:{owner}")) for owner in new}
        if given and experiment.decided is None:
            rows = [
                Exposure(
                    workspace_id=workspace_id,
                    experiment=experiment_id,
                    variant=given[owner],
                    person_id=asked,
                    origin=origins[asked],
                    exposed_at=now,
                )
                for owner, asked in new.items()
            ]
            given |= _keep(workspace_id, experiment_id, rows, whom)
        return {asked: experiment.known((had | given)[owner]) for asked, owner in whom.items()}


def _keep(workspace_id: int, experiment_id: str, rows: Sequence[Exposure], whom: Mapping[int, int]) -> dict[int, str]:
    """Write them as far as no other worker has, tell of them, and answer what now stands by person."""
    Exposure.objects.bulk_create(rows, ignore_conflicts=True)
    stand = Exposure.objects.filter(
        workspace_id=workspace_id, experiment=experiment_id, person_id__in=[row.person_id for row in rows]
    )
    found = list(stand.order_by("pk"))
    events.record(workspace_id, [_fact(row) for row in found])
    return {whom[row.person_id]: row.variant for row in found}


def _fact(row: Exposure) -> events.NewFact:
    return events.NewFact(
        name="experiment_exposed",
        person_id=row.person_id,
        at=row.exposed_at,
        properties={"experiment": row.experiment, "variant": row.variant},
        source="experiments",
        external_id=f"{row.experiment}:{row.person_id}",
        origin=row.origin,
    )
