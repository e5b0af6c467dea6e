"""Which comparisons a declared type allows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from suppilo.definition.checks.finder import Finder
from suppilo.definition.model import PropertyType
from suppilo.definition.problems import Path
from suppilo.kernel.conditions import FromNow, Test

_SAME = ("is", "is_not", "in")
_OPERATORS: dict[str, tuple[str, ...]] = {
    "text": (*_SAME, "contains", "starts_with"),
    "number": (*_SAME, "at_least", "at_most", "more_than", "less_than"),
    "bool": ("is", "is_not"),
    "instant": ("before", "after"),
    "day": (*_SAME, "before", "after"),
    "list": ("contains",),
}


def look_at_type(finder: Finder, name: str, kind: PropertyType, test: Test, path: Path) -> None:
    """Complain when the test can never be met by a value of this type."""
    if test.op in ("is_missing", "is_present"):
        return
    if test.op not in _OPERATORS[kind]:
        finder.complain("wrong_type.comparison", path, name=name, type=kind, operators=", ".join(_OPERATORS[kind]))
    elif not all(_fits(kind, value) for value in _values(test.value)):
        finder.complain(f"wrong_type.{kind}", path, name=name)


def _values(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _fits(kind: PropertyType, value: Any) -> bool:
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "instant":
        return isinstance(value, datetime | FromNow)
    if kind == "day":
        return _is_day(value)
    return isinstance(value, str) or (kind == "list" and not isinstance(value, bool))


def _is_day(value: Any) -> bool:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value).isoformat() == value
        except ValueError:
            return False
    return isinstance(value, date) and not isinstance(value, datetime)
