"""Local time where a person is, also in nights when clocks change. Pure.

A clock that goes back shows an hour twice; both count as that hour. A clock that jumps leaves out times; what was to
happen at one of them happens at the jump.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from suppilo.definition.model import Hours
from suppilo.definition.model.step import WEEKDAYS

_DAY = timedelta(days=1)


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """Whether `name` is a time zone that we know."""
    try:
        return bool(name) and ZoneInfo(name) is not None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def instant_at(day: date, at: time, zone: str) -> datetime:
    """The instant (UTC) at which clocks of `zone` show `at` on `day`: the first if twice, the jump if never."""
    info = ZoneInfo(zone)
    found = datetime.combine(day, at, info).astimezone(UTC)
    if found.astimezone(info).time() == at:
        return found
    return _change(info, found - _DAY, found)


def _change(info: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The last change of the clocks in (low, high], to the second; there is one."""
    after = high.astimezone(info).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(info).utcoffset() == after:
            high = middle
        else:
            low = middle
    # Both ends lie within a second of the change, which lies on a whole one.
    return high - timedelta(microseconds=high.microsecond)


def is_open(hours: Hours, zone: str, at: datetime) -> bool:
    """Whether the hours are open at the instant: `start` belongs to them, `end` does not."""
    local = at.astimezone(ZoneInfo(zone))
    start, end, now = _time(hours.start), _time(hours.end), local.time()
    if start < end:
        return start <= now < end and WEEKDAYS[local.weekday()] in hours.weekdays
    if now >= start:
        return WEEKDAYS[local.weekday()] in hours.weekdays
    return now < end and WEEKDAYS[local.weekday() - 1] in hours.weekdays


def opens_at(hours: Hours, zone: str, at: datetime) -> datetime:
    """The first instant from `at` on at which the hours are open: `at` itself, or when they next open.

    Hours that a jump of the clocks swallows whole are not open that day.
    """
    if is_open(hours, zone, at):
        return at
    info, start = ZoneInfo(zone), _time(hours.start)
    first = at.astimezone(info).date()
    for ahead in range(16):
        day = first + timedelta(days=ahead)
        openings = {datetime.combine(day, start, info).replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
        midnight = datetime.combine(day, time(), info).astimezone(UTC)
        if midnight.astimezone(info).utcoffset() != (midnight + _DAY).astimezone(info).utcoffset():
            openings.add(_change(info, midnight, midnight + _DAY))
        for one in sorted(openings):
            if one > at and is_open(hours, zone, one):
                return one
    raise AssertionError("Hours with a weekday open within two weeks.")


def _time(clock: str) -> time:
    return time.fromisoformat(clock)


def on_or_before(year: int, month: int, day: int) -> date:
    """The day, or where the month is shorter its last one (29 February becomes the 28th)."""
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1
