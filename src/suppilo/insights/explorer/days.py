"""Days and instants in words, in the workspace's zone and the reader's language."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from suppilo.insights import words


def say_instant(at: datetime, zone: str) -> str:
    """Day and time, short."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{format_date(local, 'medium', locale=_written())} {local:%H:%M}"


def say_period(start: datetime, grain: str | None) -> str:
    """A day, the Monday of a week, or a month."""
    short = "d MMM" if _written() in ("en_GB", "sv") else "d.M."
    said: str = format_date(start, "LLL yyyy" if grain == "month" else short, locale=_written())
    return said


def _written() -> str:
    """English with the day before the month, as in the rest of the North."""
    return "en_GB" if words.locale() == "en" else words.locale()
