"""When each recipient of a broadcast is to get it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from suppilo.definition.model import Bundle
from suppilo.messages.hours import known_zone
from suppilo.messages.models import Broadcast, Phase
from suppilo.people import queries as people

#: Wall times of one day lie at most this far apart.
FIRST_ZONE = timedelta(hours=15)


def first_step_at(starts_at: datetime, *, is_local: bool) -> datetime:
    """When the worker begins: by local time some live where it is that hour long before it is here."""
    return starts_at - FIRST_ZONE if is_local else starts_at


def instants(broadcast: Broadcast, found: Sequence[int], bundle: Bundle, now: datetime) -> dict[int, datetime]:
    """When each is to get it: now, or at the wall time where they are.

    Where that hour was over when it was scheduled (or resumed), it is that of the next day: nobody gets at night what
    was meant for the morning. Whom the worker comes to late gets it now.
    """
    if not broadcast.is_local or broadcast.starts_at is None:
        return dict.fromkeys(found, now)
    since = _counts_from(broadcast, now)
    zones = _zones(broadcast, found, bundle)
    hours = {zone: _first_hour(broadcast, zone, bundle, since)[0] for zone in set(zones.values())}
    return {one: max(now, hours[zone]) for one, zone in zones.items()}


def next_day(broadcast: Broadcast, found: Sequence[int], bundle: Bundle, now: datetime) -> set[int]:
    """Those for whom the hour is over already, so that they get it on a later day."""
    if not broadcast.is_local or broadcast.starts_at is None:
        return set()
    since = _counts_from(broadcast, now)
    zones = _zones(broadcast, found, bundle)
    late = {zone for zone in set(zones.values()) if _first_hour(broadcast, zone, bundle, since)[1]}
    return {one for one, zone in zones.items() if zone in late}


def _counts_from(broadcast: Broadcast, now: datetime) -> datetime | None:
    """For a draft it is as if it were scheduled now."""
    return now if broadcast.phase == Phase.DRAFT else broadcast.local_from


def _zones(broadcast: Broadcast, found: Sequence[int], bundle: Bundle) -> dict[int, str]:
    cards = people.describe(broadcast.workspace_id, found)
    return {one: known_zone(cards[one].zone if one in cards else "", bundle.business.zone) for one in found}


def _first_hour(broadcast: Broadcast, zone: str, bundle: Bundle, since: datetime | None) -> tuple[datetime, bool]:
    """The first such hour in the zone that is not before `since`, and whether it is on a later day."""
    assert broadcast.starts_at is not None
    wall = broadcast.starts_at.astimezone(ZoneInfo(bundle.business.zone)).replace(tzinfo=None)
    at = first = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    while since is not None and at < since:
        wall += timedelta(days=1)
        at = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return at, at > first
