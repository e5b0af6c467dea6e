"""Stopping a lane, letting it go on, and what a complaint does."""

from __future__ import annotations

from datetime import datetime

from suppilo.events import operations as events
from suppilo.foundation.writing import writing
from suppilo.messages import lanes
from suppilo.messages.happenings import happened
from suppilo.messages.models import Outgoing, Suppression


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
            Suppression.objects.update_or_create(
                workspace_id=row.workspace_id,
                channel=row.channel,
                digest=row.address_digest,
                defaults={"reason": "complaint", "at": now},
            )
        if row.person_id > 0:
            events.record(row.workspace_id, [happened(row, "message_complained", now)])
        lanes.brake(row.workspace_id, row.channel, row.lane, now)
    return True
