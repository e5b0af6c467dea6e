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
#: Whole numbers beyond this are kept as floating ones, as every reader of JSON but Python's takes them.
_WHOLE = 2**63


def stored(fact: Fact, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The properties to store and their folded texts.

    Missing values (None, "") are left out. A value that does not fit its declared type is kept as text under
    `<key>` only, so that no condition mistakes it for a number.
    """
    kept: dict[str, Any] = {}
    folded: dict[str, Any] = {}
    kinds = fact.properties
    for key, value in given.items():
        if value is None or value == "":
            continue
        kind = kinds.get(key)
        if kind is None:
            raise BadProperty(fact.name, key, tuple(kinds))
        if type(value) is str and kind == "text" and "@" not in value and "\x00" not in value:
            kept[key] = value  # nearly everything is this
            folded[key] = fold(value)
            continue
        if key not in _MAY_HOLD_AT and _holds_address(value):
            raise ContactDataInFact(fact.name, key)
        kept[key] = value = cast(kind, value)
        if isinstance(value, str):
            folded[key] = fold(value)
        elif isinstance(value, list):
            folded[key] = [fold(str(item)) for item in value]
    return kept, folded


def _holds_address(value: Any) -> bool:
    if isinstance(value, str):
        return "@" in value and _EMAIL.search(value) is not None
    return isinstance(value, list | tuple) and any(_holds_address(item) for item in value)


def cast(kind: str, value: Any) -> Any:
    """`value` as JSON of the declared kind, else as text. Instants become UTC ISO text, which sorts by time."""
    try:
        return _CASTS[kind](value)
    except (ValueError, TypeError, OverflowError):
        return _text(value)


def _text(value: Any) -> str:
    """PostgreSQL keeps no text with a NUL in it."""
    return str(value).replace("\x00", "")


def _number(value: Any) -> int | float:
    if isinstance(value, bool):
        raise TypeError("a truth value is no number")
    if isinstance(value, int) and -_WHOLE < value < _WHOLE:
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
    items = [value] if isinstance(value, str) else list(value)
    return [_text(item) if isinstance(item, str) else item for item in items]


_CASTS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "number": _number,
    "bool": _flag,
    "instant": _instant,
    "day": _day,
    "list": _list,
}
