"""Instants and days in words, in the workspace's time zone and the reader's language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

#: A day of the past week, without its year, where the ordinal needs a point.
_WEEKDAY = dict.fromkeys(("da", "nb", "fi"), "EEEE d. MMMM")


def language() -> str:
    """The language spoken now, as Babel knows it."""
    return (get_language() or "en").replace("-", "_")


def _written() -> str:
    """The same with a region where it decides how days are written: day before month, as in the rest of the North."""
    return "en_GB" if language() == "en" else language()


def say_day(day: date, today: date) -> str:
    """Today, yesterday, a weekday within a week, else the whole date."""
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    if today - timedelta(days=7) < day < today:
        spoken: str = format_date(day, _WEEKDAY.get(language(), "EEEE d MMMM"), locale=_written())
    else:
        spoken = format_date(day, "long", locale=_written())
    return spoken[:1].upper() + spoken[1:]


def say_time(at: datetime, zone: str) -> str:
    """The time of day, without seconds."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def say_instant(at: datetime, zone: str) -> str:
    """Day and time, short."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{format_date(local, 'medium', locale=_written())} {local:%H:%M}"


def say_ago(at: datetime, now: datetime) -> str:
    """How long ago in one unit: just now, minutes, hours, days; from a fortnight on nothing (say the date)."""
    passed = now - at
    if passed < timedelta(minutes=1):
        return _("just now")
    if passed < timedelta(hours=1):
        return _("%(count)d min ago") % {"count": passed // timedelta(minutes=1)}
    if passed < timedelta(days=1):
        return _("%(count)d h ago") % {"count": passed // timedelta(hours=1)}
    return _("%(count)d d ago") % {"count": passed.days} if passed.days < 14 else ""
