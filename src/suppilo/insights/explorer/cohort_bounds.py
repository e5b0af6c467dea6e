"""Cohorts are asked for while something happened: not for years before the first event or after the last."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from suppilo.analysis.calendar_periods import edges
from suppilo.analysis.log import instant, microseconds
from suppilo.analysis.ports import StoredEvents
from suppilo.analysis.running import span


def bounded(
    stored: StoredEvents, begin: datetime | None, as_of: datetime, every: str, zone: str
) -> tuple[datetime | None, datetime]:
    """The first cohort's beginning, None where it does not cut; and when we look: no later than the last period.

    Periods in which nothing at all happened after the last event are not shown; it changes no number of the others.
    """
    held = span(stored.buckets())
    if held is None:
        return begin, as_of
    first, last = (instant(at) for at in held)
    over = edges(every, microseconds(last), microseconds(last), ZoneInfo(zone), "every")[-1] - 1
    return (None if begin is not None and begin <= first else begin), min(as_of, instant(over))
