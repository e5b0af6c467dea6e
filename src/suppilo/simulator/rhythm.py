"""When people come: by weekday and hour, a little more from week to week. Pure."""

from __future__ import annotations

import math
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

#: Monday to Sunday, and midnight to 23: how busy, as people who sell coffee know it.
WEEKDAYS = (1.05, 1.0, 1.05, 1.0, 0.85, 0.80, 1.25)
HOURS = (2, 1, 1, 1, 1, 2, 6, 10, 11, 9, 8, 8, 10, 8, 7, 7, 8, 9, 11, 14, 16, 14, 9, 5)
GROWTH = 1.6


def arrivals(chance: Random, *, anchor: datetime, weeks: int, zone: str, count: int) -> list[datetime]:
    """`count` instants in the `weeks` before `anchor`, in order."""
    days = weeks * 7
    local = ZoneInfo(zone)
    today = anchor.astimezone(local).date()
    dates = [today - timedelta(days=days - number) for number in range(days + 1)]
    weights = [WEEKDAYS[day.weekday()] * GROWTH ** (number / days) for number, day in enumerate(dates)]
    found: list[datetime] = []
    while len(found) < count:
        day = chance.choices(dates, weights)[0]
        hour = chance.choices(range(24), HOURS)[0]
        at = datetime.combine(day, time(hour, chance.randrange(60), chance.randrange(60)), local).astimezone(UTC)
        if anchor - timedelta(days=days) <= at < anchor - timedelta(minutes=2):
            found.append(at)
    return sorted(found)


def later(chance: Random, at: datetime, *, median: timedelta, spread: float = 0.8) -> datetime:
    """An instant after `at`: log-normal, half of them within `median`."""
    factor = math.exp(spread * chance.gauss(0, 1))
    return at + timedelta(seconds=max(1, round(median.total_seconds() * factor)))
