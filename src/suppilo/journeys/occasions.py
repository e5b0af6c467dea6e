"""When a journey starts by itself: the days on which a schedule or a date comes, where people are. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from suppilo.definition.model import Trigger
from suppilo.definition.model.step import WEEKDAYS
from suppilo.journeys.dates import MORNING
from suppilo.journeys.localtime import instant_at, on_or_before

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Occasion:
    """A day in a zone on which a trigger acts, and the instant."""

    zone: str
    day: date
    at: datetime


def occasions(trigger: Trigger, zone: str, since: datetime, until: datetime) -> Iterator[Occasion]:
    """Every occasion in (since, until], by time."""
    at = time.fromisoformat(trigger.at) if trigger.at else MORNING
    day = since.astimezone(ZoneInfo(zone)).date() - _DAY
    last = until.astimezone(ZoneInfo(zone)).date()
    while day <= last:
        if _is_on(trigger, day):
            instant = instant_at(day, at, zone)
            if since < instant <= until:
                yield Occasion(zone, day, instant)
        day += _DAY


def next_occasion(trigger: Trigger, zone: str, after: datetime) -> datetime:
    """The first instant behind `after` at which the trigger acts in the zone."""
    return next(occasions(trigger, zone, after, after + timedelta(days=40))).at


def _is_on(trigger: Trigger, day: date) -> bool:
    """Whether it acts on the day: a date may come on any."""
    if trigger.schedule == "weekly":
        return WEEKDAYS[day.weekday()] in trigger.weekdays
    if trigger.schedule == "monthly":
        return day == on_or_before(day.year, day.month, trigger.day or 1)
    return True
