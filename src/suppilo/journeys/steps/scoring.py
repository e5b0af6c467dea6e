"""The step score: points that people are given."""

from __future__ import annotations

from datetime import datetime

from suppilo.definition.model import GivePoints
from suppilo.definition.scores import GIVEN
from suppilo.events import operations as events
from suppilo.journeys.models import Enrolment
from suppilo.journeys.steps.group import Group, go_on


def give_points(group: Group, now: datetime) -> list[Enrolment]:
    """Tell of everybody that they were given the points; the score reckons with what is told."""
    step = group.place.step
    assert isinstance(step, GivePoints)
    facts = [
        events.NewFact(
            name=GIVEN,
            person_id=row.person_id,
            at=now,
            properties={"score": step.score, "points": step.points},
            source="journeys",
            external_id=f"{row.pk}:{step.id}",
            origin=row.origin,
        )
        for row in group.rows
    ]
    events.record(group.workspace_id, facts)
    return [go_on(row, group.place.after, now) for row in group.rows]
