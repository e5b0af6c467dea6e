"""Days, weeks and months of a time zone as half-open periods."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from suppilo.analysis.errors import N_, BadInput
from suppilo.analysis.log import instant, microseconds

Every = Literal["day", "week", "month"]
_MOST = 4_000


def edges(every: str, begin_us: int, end_us: int, zone: ZoneInfo, role: str, most: int = _MOST) -> list[int]:
    """The edges (microseconds) of the periods that hold begin..end, at most `most`; a week begins on Monday.

    A day may have 23 or 25 hours; a date that a zone skipped has no period. Raises BadInput.
    """
    if every not in get_args(Every):
        text = N_("{role}={value!r} is none of day, week, month.")
        raise BadInput("bad_period_length", text, role=role, value=every)
    day = _first(every, instant(begin_us).astimezone(zone).date())
    found = [_start(day, zone)]
    while found[-1] <= end_us or len(found) < 2:
        day = _next(every, day)
        at = _start(day, zone)
        if at > found[-1]:
            found.append(at)
        if len(found) > most + 1:
            text = N_("{role}={value!r} would give more than {most} periods: say a longer one, or period=(from, to).")
            raise BadInput("too_many_periods", text, role=role, value=every, most=most)
    return found


def _start(day: date, zone: ZoneInfo) -> int:
    return microseconds(datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC))


def _first(every: str, day: date) -> date:
    if every == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if every == "month" else day


def _next(every: str, day: date) -> date:
    if every == "month":
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day + timedelta(days=7 if every == "week" else 1)
