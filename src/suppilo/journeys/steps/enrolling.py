"""The step enrol: another journey starts for the same people."""

from __future__ import annotations

from datetime import datetime

from suppilo.definition.model import Enrol
from suppilo.journeys.entering import Entry, admit
from suppilo.journeys.models import Enrolment
from suppilo.journeys.steps.group import Group, go_on


def enrol(group: Group, now: datetime) -> list[Enrolment]:
    """Let the other journey, as it runs now, take in whom its `again` allows; these enrolments go on."""
    step = group.place.step
    assert isinstance(step, Enrol)
    entries = [
        Entry(
            journey_id=step.enrol,
            person_id=row.person_id,
            key=f"journey:{row.pk}:{step.id}",
            at=now,
            cause_seq=row.cause_seq,
            origin=row.origin,
            context=row.context,
        )
        for row in group.rows
    ]
    admit(group.workspace_id, entries, now)
    return [go_on(row, group.place.after, now) for row in group.rows]
