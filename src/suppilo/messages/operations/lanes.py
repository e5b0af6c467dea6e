"""Stopping a lane, letting it go on, and what a complaint does."""

from __future__ import annotations

from datetime import datetime

from suppilo.events import operations as events
from suppilo.foundation.writing import writing
from suppilo.messages import lanes
from suppilo.messages.happenings import happened
from suppilo.messages.models import Outgoing
from suppilo.messages.suppressing import bar


def stop_lane(workspace_id: int, *, channel: str, lane: int, now: datetime) -> bool:
    """Nothing of this lane leaves until it is let go on; answers whether it was going. What waits keeps waiting."""
    with writing():
        return lanes.stand_still(workspace_id, channel, lane, reason="staff", now=now)


def resume_lane(workspace_id: int, *, channel: str, lane: int, now: datetime) -> bool:
    """Let the lane go on; answers whether it stood still. Every message passes the gate again; what is late expires."""
    with writing():
        return lanes.go_on(workspace_id, channel, lane, now=now)


def complain(outgoing_id: int, *, now: datetime) -> bool:
    """The recipient reported this message as spam: the address gets nothing more, and the lane may be stopped.

    Answers whether that is news. Safe to repeat.
    """
    with writing():
        fresh = Outgoing.objects.filter(pk=outgoing_id, complained_at__isnull=True).update(complained_at=now)
        row = Outgoing.objects.filter(pk=outgoing_id).first()
        if not fresh or row is None:
            return False
        if row.address_digest:
            more = {"person_id": row.person_id, "message_id": row.message_id}
            bar(row.workspace_id, row.channel, row.address_digest, "complaint", at=now, **more)
        if row.person_id > 0:
            events.record(row.workspace_id, [happened(row, "message_complained", now)])
        lanes.brake(row.workspace_id, row.channel, row.lane, now)
    return True
