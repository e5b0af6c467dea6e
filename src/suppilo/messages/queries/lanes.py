"""What waits in each lane, since when, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min

from suppilo.foundation.models import Heartbeat
from suppilo.messages import lanes, ports
from suppilo.messages.lanes import Complaints
from suppilo.messages.models import Lane, LaneState, Outgoing, Status
from suppilo.messages.reasons import sentence

#: A worker that has not said for so long that it lives is taken for dead.
SILENT = timedelta(seconds=30)
#: What the command line calls each lane.
LANE_NAMES = {lane.name.lower(): lane.value for lane in Lane}
WAITING = (Status.QUEUED, Status.HELD, Status.SENDING)


@dataclass(frozen=True)
class Waiting:
    """So many messages that wait for one reason, the oldest since `since`, the first looked at again at `next_at`."""

    count: int
    why: str
    since: datetime
    next_at: datetime | None


@dataclass(frozen=True)
class LaneCard:
    """One lane of a channel: what waits, whether it stands still, and who complained."""

    channel: str
    lane: int
    words: str
    waiting: tuple[Waiting, ...]
    stopped_at: datetime | None
    stopped_by: str
    complaints: Complaints

    @property
    def count(self) -> int:
        """How many wait in all."""
        return sum(one.count for one in self.waiting)


@dataclass(frozen=True)
class Workers:
    """Whether anybody works: the newest heartbeat, and the tasks that fail with how often in a row."""

    beat_at: datetime | None
    are_alive: bool
    troubles: Mapping[str, int]


def workers(now: datetime) -> Workers:
    """The workers of this installation."""
    rows = list(Heartbeat.objects.filter(beat_at__gte=now - SILENT).order_by("-beat_at"))
    newest = rows[0] if rows else Heartbeat.objects.order_by("-beat_at").first()
    troubles: dict[str, int] = {}
    for row in rows:
        for name, one in row.troubles.items():
            troubles[name] = max(troubles.get(name, 0), int(one["failures"]))
    return Workers(newest.beat_at if newest else None, bool(rows), troubles)


def lane_cards(workspace_id: int, *, now: datetime, channels: tuple[str, ...] = ("email",)) -> list[LaneCard]:
    """Every lane of these channels, and of every other channel in which something waits; in the order of their turn."""
    groups = _groups(workspace_id)
    states = {(row.channel, row.lane): row for row in LaneState.objects.filter(workspace_id=workspace_id)}
    places = {(channel, lane.value) for channel in channels for lane in Lane} | set(states) | set(groups)
    alive = workers(now).are_alive
    return [
        _card(workspace_id, place, groups.get(place, []), states.get(place), alive, now)
        for place in sorted(places, key=lambda one: (one[1], one[0]))
    ]


def _groups(workspace_id: int) -> dict[tuple[str, int], list[dict[str, Any]]]:
    """Waiting messages by channel and lane, counted by status and reason."""
    rows = Outgoing.objects.filter(workspace_id=workspace_id, status__in=WAITING)
    counted = rows.values("channel", "lane", "status", "reason").annotate(
        many=Count("pk"), since=Min("created_at"), next_at=Min("due_at"), example=Min("pk")
    )
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    params: dict[int, dict[str, Any]] = {}
    for row in counted.order_by("channel", "lane", "-many", "reason"):
        one: dict[str, Any] = {**row}
        found.setdefault((one["channel"], one["lane"]), []).append(one)
        params[one["example"]] = one
    for key, given in Outgoing.objects.filter(pk__in=params).values_list("pk", "reason_params"):
        params[key]["params"] = given
    return found


def _card(
    workspace_id: int,
    place: tuple[str, int],
    groups: list[dict[str, Any]],
    state: LaneState | None,
    alive: bool,
    now: datetime,
) -> LaneCard:
    channel, lane = place
    stop = state.reason if state and state.stopped_at else ""
    return LaneCard(
        channel=channel,
        lane=lane,
        words=str(Lane(lane).label),
        waiting=tuple(_waiting(one, channel, stop, alive, now) for one in groups),
        stopped_at=state.stopped_at if state else None,
        stopped_by=stop and sentence(stop_code(stop)),
        complaints=lanes.complaints(workspace_id, channel, lane, now),
    )


def stop_code(reason: str) -> str:
    """The code of `reasons` for what is written of a stopped lane."""
    return "lane_stopped_complaints" if reason == "complaints" else "lane_stopped"


def _waiting(one: dict[str, Any], channel: str, stop: str, alive: bool, now: datetime) -> Waiting:
    if one["status"] == Status.SENDING:
        code = "on_the_wire"
    elif stop:
        code = stop_code(stop)
    elif not alive:
        code = "no_worker"
    elif one["reason"] and one["next_at"] and one["next_at"] > now:
        code = one["reason"]
    elif ports.provider_of(channel) is None:
        code = "no_provider"
    else:
        code = one["reason"] or "its_turn"
    next_at = None if code in ("lane_stopped", "lane_stopped_complaints", "no_worker", "its_turn") else one["next_at"]
    return Waiting(one["many"], sentence(code, one.get("params")), one["since"], next_at)
