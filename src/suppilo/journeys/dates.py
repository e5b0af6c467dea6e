"""When a date that is known of a person comes, for a trigger or a wait: moved, and at a local time of day. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from suppilo.journeys.localtime import instant_at

#: When a day comes whose time of day is not said.
MORNING = time(9)


class Moved(Protocol):
    """How far from the date: a date trigger, or the step wait_until."""

    @property
    def before(self) -> timedelta | None:
        """How long before."""
        ...

    @property
    def after(self) -> timedelta | None:
        """How long after."""
        ...

    @property
    def at(self) -> str | None:
        """The local time of day."""
        ...


def offset_of(moved: Moved) -> timedelta:
    """How long after the date, negative for before."""
    return (moved.after or timedelta()) - (moved.before or timedelta())


def comes_at(value: Any, moved: Moved, zone: str) -> datetime | None:
    """The instant meant for a person's `value` (a day or an aware instant); None for anything else.

    With a time of day the day counts on which the instant falls in `zone`.
    """
    if isinstance(value, datetime):
        if moved.at is None:
            return value + offset_of(moved)
        value = value.astimezone(ZoneInfo(zone)).date()
    if not isinstance(value, date):
        return None
    try:
        return instant_at(value + offset_of(moved), time.fromisoformat(moved.at) if moved.at else MORNING, zone)
    except OverflowError:
        return None
