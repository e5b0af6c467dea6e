"""Writes of the room: putting people into a stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from suppilo.definition.model import Stage
from suppilo.events import operations as events
from suppilo.foundation.writing import writing
from suppilo.funnels.assigning import FACT
from suppilo.funnels.queries import stage_of
from suppilo.publishing import queries as publishing

__all__ = ["Assignment", "assign_many"]


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """One person who is to be put into a stage. `external_id` makes a repeat harmless."""

    person_id: int
    external_id: str
    origin: str = "live"


def assign_many(
    workspace_id: int, *, funnel: str, stage: str, journey: str, rows: Sequence[Assignment], now: datetime
) -> int:
    """Put people into a stage of the running definition, from now on; answers how many it is about.

    It is written as the fact stage_assigned, with the journey that asked, and counts like a condition that holds:
    settling tells the match and the move. Nobody is taken back: whoever stands there or further is left alone, and so
    is everybody where the stage is no more or can be left (then its condition alone says who stands in it).
    """
    forward = list(_forward(workspace_id, funnel, stage, rows))
    facts = [
        events.NewFact(
            name=FACT,
            person_id=row.person_id,
            at=now,
            properties={"funnel": funnel, "stage": stage, "journey": journey},
            source="funnels",
            external_id=row.external_id,
            origin=row.origin,
        )
        for row in forward
    ]
    if facts:
        with writing():
            events.record(workspace_id, facts)
    return len(facts)


def _forward(workspace_id: int, funnel: str, stage: str, rows: Sequence[Assignment]) -> Iterator[Assignment]:
    """Those who do not stand as far yet."""
    stages = _stages(workspace_id, funnel)
    order = [one.id for one in stages]
    if stage not in order or stages[order.index(stage)].may_leave:
        return
    places = stage_of({row.person_id for row in rows})
    for row in rows:
        place = places[row.person_id].get(funnel)
        if place is None or place.stage not in order or order.index(place.stage) < order.index(stage):
            yield row


def _stages(workspace_id: int, funnel: str) -> Sequence[Stage]:
    running = publishing.running(workspace_id)
    return next((one.stages for one in running.bundle.funnels if one.id == funnel), ()) if running else ()
