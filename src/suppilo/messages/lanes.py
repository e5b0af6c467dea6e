"""Lanes that stand still, and the brake that stops one when too many people report spam."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from suppilo.messages.models import Lane, LaneState, Outgoing, Status

#: Complaints are counted over messages made in this time.
WINDOW = timedelta(days=7)
#: Shares of what was delivered, and how many complaints there must be, so that one of ten does not count.
WARNS, WARNS_FROM = 0.001, 2
STOPS, STOPS_FROM = 0.003, 3


@dataclass(frozen=True)
class Complaints:
    """How many of the messages delivered lately were reported as spam."""

    delivered: int
    complained: int

    @property
    def share(self) -> float:
        """Complaints by delivered messages; 0 when nothing was delivered."""
        return self.complained / self.delivered if self.delivered else 0.0

    @property
    def warns(self) -> bool:
        """At 0.1 % and above mailbox providers begin to doubt a sender."""
        return self.complained >= WARNS_FROM and self.share >= WARNS

    @property
    def stops(self) -> bool:
        """At 0.3 % and above they turn its mail away."""
        return self.complained >= STOPS_FROM and self.share >= STOPS


def stopped() -> Q | None:
    """What is not to be claimed because its lane stands still; what is on the wire is looked at all the same."""
    found = LaneState.objects.filter(stopped_at__isnull=False).values_list("workspace_id", "channel", "lane")
    still: Q | None = None
    for workspace_id, channel, lane in found:
        one = Q(workspace_id=workspace_id, channel=channel, lane=lane, status__in=(Status.QUEUED, Status.HELD))
        still = one if still is None else still | one
    return still


def complaints(workspace_id: int, channel: str, lane: int, now: datetime) -> Complaints:
    """Complaints of one lane in the last days, since it was let go on the last time."""
    rows = _delivered(workspace_id, channel, lane, now)
    found = rows.aggregate(sent=Count("pk"), bad=Count("pk", filter=Q(complained_at__isnull=False)))
    return Complaints(found["sent"], found["bad"])


def warned(workspace_id: int, now: datetime) -> dict[tuple[str, int], Complaints]:
    """The complaints of those lanes in which they warn, by (channel, lane).

    Costs what the complaints cost: what was delivered is counted only up to where it would warn no longer.
    """
    some = Outgoing.objects.filter(
        workspace_id=workspace_id, lane__in=Lane.values, complained_at__isnull=False, created_at__gte=now - WINDOW
    )
    places = some.values("channel", "lane").annotate(many=Count("pk")).filter(many__gte=WARNS_FROM).order_by()
    found = {}
    for channel, lane in places.values_list("channel", "lane"):
        rows = _delivered(workspace_id, channel, lane, now)
        bad = rows.filter(complained_at__isnull=False).count()
        told = Complaints(rows.values("pk")[: round(bad / WARNS) + 1].count(), bad)
        if told.warns:
            found[channel, lane] = told
    return found


def _delivered(workspace_id: int, channel: str, lane: int, now: datetime) -> QuerySet[Outgoing]:
    """What was delivered of one lane in the last days, since it was let go on the last time."""
    state = LaneState.objects.filter(workspace_id=workspace_id, channel=channel, lane=lane).first()
    since = now - WINDOW
    if state and state.resumed_at:
        since = max(since, state.resumed_at)
    return Outgoing.objects.filter(
        workspace_id=workspace_id, status=Status.SENT, channel=channel, lane=lane, created_at__gte=since
    )


def brake(workspace_id: int, channel: str, lane: int, now: datetime) -> bool:
    """Stop the lane if too many complained; whether that is news. Joins the caller's transaction."""
    if not complaints(workspace_id, channel, lane, now).stops:
        return False
    return stand_still(workspace_id, channel, lane, reason="complaints", now=now)


def stand_still(workspace_id: int, channel: str, lane: int, *, reason: str, now: datetime) -> bool:
    """Stop a lane; whether it was going."""
    state, _ = LaneState.objects.get_or_create(workspace_id=workspace_id, channel=channel, lane=lane)
    changed = LaneState.objects.filter(pk=state.pk, stopped_at__isnull=True).update(stopped_at=now, reason=reason)
    return changed == 1


def go_on(workspace_id: int, channel: str, lane: int, *, now: datetime) -> bool:
    """Let a lane go on, complaints counted anew; whether it stood still."""
    state = LaneState.objects.filter(workspace_id=workspace_id, channel=channel, lane=lane, stopped_at__isnull=False)
    return state.update(stopped_at=None, reason="", resumed_at=now) == 1
