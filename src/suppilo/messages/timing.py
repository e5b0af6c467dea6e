"""When each recipient of a broadcast is to get it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from suppilo.definition.model import Bundle
from suppilo.messages.hours import known_zone
from suppilo.messages.models import Broadcast
from suppilo.people import queries as people

#: Wall times of one day lie at most this far apart.
FIRST_ZONE = timedelta(hours=15)


def first_step_at(starts_at: datetime, *, is_local: bool) -> datetime:
    """When the worker begins: by local time some live where it is that hour long before it is here."""
    return starts_at - FIRST_ZONE if is_local else starts_at


def instants(broadcast: Broadcast, found: Sequence[int], bundle: Bundle, now: datetime) -> dict[int, datetime]:
    """When each is to get it: now, or at the wall time where they are if that is still to come."""
    if not broadcast.is_local or broadcast.starts_at is None:
        return dict.fromkeys(found, now)
    wall = broadcast.starts_at.astimezone(ZoneInfo(bundle.business.zone)).replace(tzinfo=None)
    cards = people.describe(broadcast.workspace_id, found)
    zones = {one: known_zone(cards[one].zone if one in cards else "", bundle.business.zone) for one in found}
    return {one: max(now, wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)) for one, zone in zones.items()}
