"""Properties of a fact as they are stored: cast once, folded once, free of contact data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from suppilo.definition.facts import Fact
from suppilo.events.errors import BadProperty, ContactDataInFact
from suppilo.kernel.text import fold

_EMAIL = re.compile(r"[^\s@,;<>()]+@[^\s@,;<>()]+\.[a-z]{2,}", re.IGNORECASE)
#: Properties that are addresses of pages may hold an "@"; they are cut at the query by those who write them.
_MAY_HOLD_AT = frozenset({"url", "referrer"})


def stored(fact: Fact, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The properties to store and their folded texts.

    Missing values (None, "") are left out. A value that does not fit its declared type is kept as text under
    `<key>` only, so that no condition mistakes it for a number.
    """
    kept: dict[str, Any] = {}
    folded: dict[str, Any] = {}
    for key, value in given.items():
        if value is None or value == "":
            continue
        kind = fact.properties.get(key)
        if kind is None:
            raise BadProperty(fact.name, key, tuple(fact.properties))
        if isinstance(value, str) and key not in _MAY_HOLD_AT and _EMAIL.search(value):
            raise ContactDataInFact(fact.name, key)
        kept[key] = cast(kind, value)
        if isinstance(kept[key], str):
            folded[key] = fold(kept[key])
        elif isinstance(kept[key], list):
            folded[key] = [fold(str(item)) for item in kept[key]]
    return kept, folded


def cast(kind: str, value: Any) -> Any:
    """`value` as JSON of the declared kind, else as text. Instants become UTC ISO text, which sorts by time."""
    try:
        return _CASTS[kind](value)
    except (ValueError, TypeError, OverflowError):
        return str(value)


def _number(value: Any) -> int | float:
    if isinstance(value, bool):
        raise TypeError("a truth value is no number")
    if isinstance(value, int):
        return value
    number = float(value)
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError("not a finite number")
    return number


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise TypeError("no truth value")


def _instant(value: Any) -> str:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise ValueError("no zone")
    return moment.astimezone(UTC).isoformat()


def _day(value: Any) -> str:
    if isinstance(value, datetime):
        raise TypeError("an instant is no day")
    return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat()


def _list(value: Any) -> list[Any]:
    return [value] if isinstance(value, str) else list(value)


_CASTS: dict[str, Callable[[Any], Any]] = {
    "text": str,
    "number": _number,
    "bool": _flag,
    "instant": _instant,
    "day": _day,
    "list": _list,
}
