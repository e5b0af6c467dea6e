"""The steps tag and set: what becomes known of people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from suppilo.definition.model import SetAttributes, Tag
from suppilo.events import operations as events
from suppilo.journeys.models import Enrolment
from suppilo.journeys.steps.group import Group, go_on
from suppilo.people import operations as people
from suppilo.people import queries as known_people


def tag(group: Group, now: datetime) -> list[Enrolment]:
    """Add or take away the tag of those who lack or have it, and tell it."""
    step = group.place.step
    assert isinstance(step, Tag)
    known = known_people.attributes_of(group.people)
    changes: list[people.Description] = []
    facts: list[events.NewFact] = []
    for row in group.rows:
        tags = _list(known[row.person_id].get("tags"))
        if (step.tag in tags) != step.remove:
            continue
        after = [tag for tag in tags if tag != step.tag] if step.remove else [*tags, step.tag]
        changes.append(people.Description(person_id=row.person_id, values={"tags": tuple(after)}, at=now))
        facts.append(_tagged(row, step, now))
    if changes:
        people.set_attributes_many(
            group.workspace_id, changes, now=now, origin="live", source="journeys", types={"tags": "list"}
        )
        events.record(group.workspace_id, facts)
    return [go_on(row, group.place.after, now) for row in group.rows]


def _list(value: Any) -> list[str]:
    if value in (None, ""):
        return []
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]


def _tagged(row: Enrolment, step: Tag, now: datetime) -> events.NewFact:
    return events.NewFact(
        name="tag_removed" if step.remove else "tag_added",
        person_id=row.person_id,
        at=now,
        properties={"tag": step.tag},
        source="journeys",
        external_id=f"{row.pk}:{step.id}",
        origin=row.origin,
    )


def set_attributes(group: Group, now: datetime) -> list[Enrolment]:
    """Set the attributes as the version of the enrolment declares them."""
    step = group.place.step
    assert isinstance(step, SetAttributes)
    rows = [people.Description(person_id=person, values=dict(step.set), at=now) for person in sorted(group.people)]
    people.set_attributes_many(
        group.workspace_id, rows, now=now, origin="live", source="journeys", types=group.bundle.attributes
    )
    return [go_on(row, group.place.after, now) for row in group.rows]
