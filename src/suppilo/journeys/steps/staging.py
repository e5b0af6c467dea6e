"""The step move: people are put into a stage."""

from __future__ import annotations

from datetime import datetime

from suppilo.definition.model import Move
from suppilo.funnels import operations as funnels
from suppilo.journeys.models import Enrolment
from suppilo.journeys.program import funnel_of
from suppilo.journeys.steps.group import Group, go_on


def move(group: Group, now: datetime) -> list[Enrolment]:
    """Put everybody into the stage who does not stand there or further."""
    step = group.place.step
    assert isinstance(step, Move)
    journey = group.rows[0].journey
    funnels.assign_many(
        group.workspace_id,
        funnel=step.funnel or funnel_of(group.bundle, journey),
        stage=step.move,
        journey=journey,
        rows=[
            funnels.Assignment(person_id=row.person_id, external_id=f"{row.pk}:{step.id}", origin=row.origin)
            for row in group.rows
        ],
        now=now,
    )
    return [go_on(row, group.place.after, now) for row in group.rows]
