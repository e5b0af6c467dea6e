"""Numbers as people of a language write them."""

from __future__ import annotations

from typing import Literal

from babel import Locale, numbers, units

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
#: (from how many seconds on, size, name, digits)
_UNITS = (
    (_DAY, _DAY, "day", "#,##0.##"),
    (1.5 * _HOUR, _HOUR, "hour", "#,##0.#"),
    (1.5 * _MINUTE, _MINUTE, "minute", "#,##0.#"),
    (0, 1, "second", "#,##0"),
)


def count(value: int, locale: str) -> str:
    """8000 as "8,000", "8 000" or "8.000"."""
    return numbers.format_decimal(value, locale=locale)


def amount(value: float, locale: str, decimals: int = 1) -> str:
    """3.25 as "3.3" or "3,3"; with more `decimals` at most so many. Whole numbers without any."""
    return numbers.format_decimal(round(value, decimals), format="#,##0." + "#" * decimals, locale=locale)


def percent(value: float, locale: str) -> str:
    """0.105125 as "10.5%" or "10,5 %": one decimal, two below one per cent."""
    pattern = Locale.parse(locale).percent_formats[None].pattern
    finer = pattern.replace("#,##0", "#,##0.##" if abs(value) < 0.01 else "#,##0.#", 1)
    return numbers.format_percent(value, finer, locale=locale)


def duration(seconds: float, locale: str, length: Literal["short", "long", "narrow"] = "long") -> str:
    """A length of time in the unit that suits it: "45 seconds", "12.5 minutes", "14.72 days"."""
    _, size, unit, digits = next(entry for entry in _UNITS if abs(seconds) >= entry[0])
    return units.format_unit(seconds / size, f"duration-{unit}", length=length, format=digits, locale=locale)
