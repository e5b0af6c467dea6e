"""The step send: a message into the outbox, under a key that makes a second one impossible."""

from __future__ import annotations

from datetime import datetime

from suppilo.definition.model import Send
from suppilo.journeys.models import Enrolment
from suppilo.journeys.steps.group import Group, go_on
from suppilo.messages import operations as messages


def send(group: Group, now: datetime) -> list[Enrolment]:
    """Queue the message for everybody; an act that is waited for later counts from now."""
    step = group.place.step
    assert isinstance(step, Send)
    items = [
        messages.QueueItem(
            person_id=row.person_id,
            message_id=step.send,
            unique_key=f"enrolment:{row.pk}:{step.id}",
            context=row.context,
            origin=row.origin,
            journey=row.journey,
            due_since=row.late_since,
        )
        for row in group.rows
    ]
    messages.queue(group.workspace_id, version_id=group.version_id, items=items, now=now)
    for row in group.rows:
        row.since = now
    return [go_on(row, group.place.after, now) for row in group.rows]
