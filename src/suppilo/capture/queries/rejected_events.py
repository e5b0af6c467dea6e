"""Reading: which reported events were not taken, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from suppilo.capture.models import RejectedEvent


@dataclass(frozen=True)
class RejectedReport:
    """One event that was not taken; `content` is what it said, empty where that held contact data."""

    name: str
    external_id: str
    reason: str
    content: str
    origin: str
    network: str
    at: datetime


def rejected_events(
    workspace_id: int, *, external_id: str = "", since: datetime | None = None, limit: int = 100
) -> list[RejectedReport]:
    """The newest events that were not taken in the last 30 days; with `external_id`, what became of that one."""
    rows = RejectedEvent.objects.filter(workspace_id=workspace_id).order_by("-at", "-pk")
    if external_id:
        rows = rows.filter(external_id=external_id)
    if since:
        rows = rows.filter(at__gte=since)
    fields = ("name", "external_id", "reason", "content", "origin", "network", "at")
    return [RejectedReport(*row) for row in rows.values_list(*fields)[:limit]]
