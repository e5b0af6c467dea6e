"""Durations as people write them: 7d, 12h, 30m, 45s, or ISO 8601. A day is 86,400 seconds also when clocks change."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from suppilo.kernel.saying import Saying, Wrong

#: Nothing in a funnel waits longer; it also keeps instants inside what a calendar can hold.
LONGEST = timedelta(days=36_500)

_SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_SHORT = re.compile(r"(\d{1,12})([a-zA-Z]+)")
_ISO = re.compile(
    r"P(?:(?P<w>\d{1,9})W)?(?:(?P<d>\d{1,9})D)?"
    r"(?:T(?=\d)(?:(?P<h>\d{1,9})H)?(?:(?P<m>\d{1,9})M)?(?:(?P<s>\d{1,12}(?:\.\d{1,6})?)S)?)?",
    re.IGNORECASE,
)
_REMEDY = Saying("duration_remedy")


class DurationError(Wrong):
    """A duration that cannot be used; the text says what to write instead."""


def parse_duration(value: Any) -> timedelta:
    """The duration meant by `value` (text, or a timedelta taken as it is).

    Raises DurationError for anything zero, negative, longer than 100 years, or in a unit that has no fixed length.
    """
    found = value if isinstance(value, timedelta) else _read(value)
    if found <= timedelta(0):
        raise DurationError("bad_duration.zero", _REMEDY)
    if found > LONGEST:
        raise DurationError("bad_duration.longest")
    return found


def _read(value: Any) -> timedelta:
    if isinstance(value, bool | int | float):
        raise DurationError("bad_duration.no_unit", number=value)
    if not isinstance(value, str):
        raise DurationError("bad_duration", _REMEDY, written=str(value)[:40])
    text = value.strip()
    short = _SHORT.fullmatch(text)
    if short:
        return _short(int(short[1]), short[2])
    iso = _ISO.fullmatch(text)
    if not iso or not any(iso.groups()):
        raise _complaint(text)
    weeks, days, hours, minutes = (int(iso[unit] or 0) for unit in "wdhm")
    try:
        return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, microseconds=_micros(iso["s"]))
    except OverflowError:
        return LONGEST + timedelta.resolution


def _micros(seconds: str | None) -> int:
    whole, _, part = (seconds or "0").partition(".")
    return int(whole) * 1_000_000 + int(part.ljust(6, "0"))


def _short(number: int, unit: str) -> timedelta:
    if unit not in _SECONDS:
        raise DurationError("bad_duration.unit", _REMEDY, unit=unit)
    try:
        return timedelta(seconds=number * _SECONDS[unit])
    except OverflowError:
        return LONGEST + timedelta.resolution


def _complaint(text: str) -> DurationError:
    if text.startswith("-"):
        return DurationError("bad_duration.negative", _REMEDY)
    if re.match(r"P[\d.]*\d[YM]", text, re.IGNORECASE):
        return DurationError("bad_duration.months")
    return DurationError("bad_duration", _REMEDY, written=text[:40])


def spell_duration(value: timedelta) -> str:
    """The shortest spelling that `parse_duration` reads back to exactly `value`."""
    if value.microseconds:
        seconds = value // timedelta(seconds=1)
        return f"PT{seconds}.{value.microseconds:06d}S"
    total = value // timedelta(seconds=1)
    for unit, size in _SECONDS.items():
        if total % size == 0:
            return f"{total // size}{unit}"
    raise AssertionError("every whole number of seconds divides by one")
