"""What keeps messages from leaving, told from few rows: a page may ask it each time it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from suppilo.messages import lanes
from suppilo.messages.lanes import Complaints
from suppilo.messages.models import Broadcast, Lane, LaneState, Outgoing, Phase, Status
from suppilo.messages.queries.lanes import WAITING, stop_code
from suppilo.messages.reasons import sentence

#: What test mode keeps back is counted for so long.
LATELY = timedelta(days=7)


@dataclass(frozen=True)
class LaneTrouble:
    """A lane that stands still (`stopped_by` says why, `waiting` how many wait in it) or goes with complaints."""

    channel: str
    lane: int
    words: str
    stopped_by: str = ""
    waiting: int = 0
    complaints: Complaints | None = None


def lane_troubles(workspace_id: int, *, now: datetime) -> list[LaneTrouble]:
    """The lanes that stand still, then those that go although complaints warn."""
    rows = LaneState.objects.filter(workspace_id=workspace_id, stopped_at__isnull=False).order_by("lane", "channel")
    stopped = [
        LaneTrouble(
            row.channel,
            row.lane,
            str(Lane(row.lane).label),
            stopped_by=sentence(stop_code(row.reason)),
            waiting=_waiting(workspace_id, row.channel, row.lane),
        )
        for row in rows
    ]
    still = {(one.channel, one.lane) for one in stopped}
    return stopped + [
        LaneTrouble(channel, lane, str(Lane(lane).label), complaints=found)
        for (channel, lane), found in sorted(lanes.warned(workspace_id, now).items())
        if (channel, lane) not in still
    ]


def _waiting(workspace_id: int, channel: str, lane: int) -> int:
    rows = Outgoing.objects.filter(workspace_id=workspace_id, channel=channel, lane=lane, status__in=WAITING)
    return rows.count()


def is_anything_waiting(workspace_id: int) -> bool:
    """Whether a message waits to be sent, or a broadcast to go on."""
    if Outgoing.objects.filter(workspace_id=workspace_id, status__in=WAITING).exists():
        return True
    going = (Phase.SCHEDULED, Phase.RUNNING)
    return Broadcast.objects.filter(workspace_id=workspace_id, phase__in=going).exists()


def kept_back(workspace_id: int, *, now: datetime) -> int:
    """How many messages of the last 7 days test mode kept back."""
    rows = Outgoing.objects.filter(workspace_id=workspace_id, status=Status.SUPPRESSED, created_at__gte=now - LATELY)
    return rows.filter(reason="test_mode").count()


def count_in(workspace_id: int, status: str) -> int:
    """How many messages have this status; the index answers."""
    return Outgoing.objects.filter(workspace_id=workspace_id, status=status).count()
