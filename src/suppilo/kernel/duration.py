"""Durations as people write them: 7d, 12h, 30m, 45s, or ISO 8601. A day is 86,400 seconds also when clocks change."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

#: Nothing in a funnel waits longer; it also keeps instants inside what a calendar can hold.
LONGEST = timedelta(days=36_500)

_SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_SHORT = re.compile(r"(\d{1,12})([a-zA-Z]+)")
_ISO = re.compile(
    r"P(?:(?P<w>\d{1,9})W)?(?:(?P<d>\d{1,9})D)?"
    r"(?:T(?=\d)(?:(?P<h>\d{1,9})H)?(?:(?P<m>\d{1,9})M)?(?:(?P<s>\d{1,12}(?:\.\d{1,6})?)S)?)?",
    re.IGNORECASE,
)
_REMEDY = "write for example 7d, 12h, 30m, 45s or P1DT12H"


class DurationError(ValueError):
    """A duration that cannot be used; the text says what to write instead."""

    code = "bad_duration"


def parse_duration(value: Any) -> timedelta:
    """The duration meant by `value` (text, or a timedelta taken as it is).

    Raises DurationError for anything zero, negative, longer than 100 years, or in a unit that has no fixed length.
    """
    found = value if isinstance(value, timedelta) else _read(value)
    if found <= timedelta(0):
        raise DurationError(f"A duration must be longer than nothing: {_REMEDY}.")
    if found > LONGEST:
        raise DurationError("A duration of more than 100 years is not meant: leave it out for no limit.")
    return found


def _read(value: Any) -> timedelta:
    if isinstance(value, bool | int | float):
        raise DurationError(f"The number {value} has no unit: write {value}d for days, or h, m, s.")
    if not isinstance(value, str):
        raise DurationError(f"This is not a duration: {_REMEDY}.")
    text = value.strip()
    short = _SHORT.fullmatch(text)
    if short:
        return _short(int(short[1]), short[2])
    iso = _ISO.fullmatch(text)
    if not iso or not any(iso.groups()):
        raise DurationError(_complaint(text))
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
        raise DurationError(f'"{unit}" is no unit of duration: {_REMEDY}. A month is 30d, a week 7d.')
    try:
        return timedelta(seconds=number * _SECONDS[unit])
    except OverflowError:
        return LONGEST + timedelta.resolution


def _complaint(text: str) -> str:
    if text.startswith("-"):
        return f"A duration cannot be negative: {_REMEDY}."
    if re.match(r"P[\d.]*\d[YM]", text, re.IGNORECASE):
        return "Months and years differ in length: write days, for example 30d or 365d."
    return f'"{text[:40]}" is not a duration: {_REMEDY}.'


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
