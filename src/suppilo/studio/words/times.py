"""Instants and days in words, in the workspace's time zone and the reader's language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def language() -> str:
    """The language spoken now, as Babel knows it."""
    return (get_language() or "en").replace("-", "_")


def say_day(day: date, today: date) -> str:
    """Today, yesterday, a weekday within a week, else the whole date."""
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    style = "EEEE d MMMM" if today - timedelta(days=7) < day < today else "d MMMM y"
    spoken: str = format_date(day, style, locale=language())
    return spoken[:1].upper() + spoken[1:]


def say_time(at: datetime, zone: str) -> str:
    """The time of day, without seconds."""
    return str(format_time(at, "HH:mm", tzinfo=ZoneInfo(zone), locale=language()))


def say_instant(at: datetime, zone: str) -> str:
    """Day and time, short."""
    return str(format_datetime(at, "d MMM y, HH:mm", tzinfo=ZoneInfo(zone), locale=language()))


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
