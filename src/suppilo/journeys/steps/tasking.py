"""The step task: something for a salesperson to do."""

from __future__ import annotations

from datetime import datetime

from suppilo.definition.model import Task
from suppilo.journeys.models import Enrolment
from suppilo.journeys.steps.group import Group, go_on
from suppilo.sales import operations as sales


def task(group: Group, now: datetime) -> list[Enrolment]:
    """Put it on the list for everybody, once per enrolment."""
    step = group.place.step
    assert isinstance(step, Task)
    tasks = [
        sales.NewTask(
            person_id=row.person_id,
            unique_key=f"enrolment:{row.pk}:{step.id}",
            words=step.task,
            until=now + step.due if step.due else None,
            journey=row.journey,
            origin=row.origin,
        )
        for row in group.rows
    ]
    sales.add_tasks(group.workspace_id, tasks, now=now)
    return [go_on(row, group.place.after, now) for row in group.rows]
