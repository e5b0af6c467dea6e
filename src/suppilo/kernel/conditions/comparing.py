"""One comparison. A value of another type never compares, and nothing here raises.

Missing (None, empty text, empty list) meets only `is_missing`. `is_not` needs a value of the type it is compared with.
A list is met by `contains` (one of its items) and by is_missing/is_present only.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from suppilo.kernel.conditions.person import FactView
from suppilo.kernel.conditions.values import FromNow, Test
from suppilo.kernel.text import fold

_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "at_least": operator.ge,
    "at_most": operator.le,
    "more_than": operator.gt,
    "less_than": operator.lt,
    "before": operator.lt,
    "after": operator.gt,
}


def is_missing(value: Any) -> bool:
    """True for what counts as no value: None, empty text, an empty list."""
    return value is None or (isinstance(value, str | list | tuple) and not value)


def fact_meets(tests: Sequence[Test], fact: FactView) -> bool:
    """True when the fact meets every test. Journeys' triggers ask the same."""
    return all(meets(test, fact.properties.get(test.key), fact.folded.get(test.key)) for test in tests)


def meets(test: Test, value: Any, folded: Any = None, now: datetime | None = None) -> bool:
    """True when the value meets the test. `folded` is the value folded, when known; `now` is needed by FromNow."""
    if is_missing(value):
        return test.op == "is_missing"
    if test.op in ("is_missing", "is_present"):
        return test.op == "is_present"
    if test.op in ("before", "after"):
        return _meets_time(test, value, now)
    if test.op in _ORDER:
        return is_number(value) and _ORDER[test.op](value, test.value)
    return _meets_content(test, value, folded)


def _meets_content(test: Test, value: Any, folded: Any) -> bool:
    wanted: Any = test.value
    if test.op == "contains" and isinstance(value, list | tuple):
        return any(_same(item, wanted) is True for item in value)
    if test.op in ("contains", "starts_with"):
        text = _text(value, folded)
        if text is None or not isinstance(wanted, str):
            return False
        return fold(wanted) in text if test.op == "contains" else text.startswith(fold(wanted))
    if test.op == "in":
        return any(_same(value, one, folded) is True for one in wanted)
    return _same(value, wanted, folded) is (test.op == "is")


def _same(value: Any, wanted: Any, folded: Any = None) -> bool | None:
    """Whether they are the same, None when they are of different types."""
    if isinstance(wanted, bool) or isinstance(value, bool):
        return value is wanted if isinstance(wanted, bool) and isinstance(value, bool) else None
    if isinstance(wanted, str):
        text = _text(value, folded)
        return None if text is None else text == fold(wanted)
    return value == wanted if is_number(value) else None


def _text(value: Any, folded: Any) -> str | None:
    if isinstance(value, str):
        return folded if isinstance(folded, str) else fold(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return None


def is_number(value: Any) -> bool:
    """True for numbers; a truth value is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _meets_time(test: Test, value: Any, now: datetime | None) -> bool:
    wanted = test.value
    if isinstance(wanted, FromNow):
        moment = as_instant(value)
        if moment is None or now is None:
            return False
        ahead = moment - now
        return ahead < wanted.by if test.op == "before" else ahead > wanted.by
    if isinstance(wanted, datetime):
        moment = as_instant(value)
        return moment is not None and _ORDER[test.op](moment, wanted)
    day = as_day(value)
    return day is not None and _ORDER[test.op](day, wanted)


def as_instant(value: Any) -> datetime | None:
    """An aware datetime, or text that is exactly the isoformat() of one in UTC; else None."""
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else None
    if isinstance(value, str) and value.endswith("+00:00"):
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            return None
        return found if found.astimezone(UTC).isoformat() == value else None
    return None


def as_day(value: Any) -> date | None:
    """A date, or text like 2026-03-09; else None."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and len(value) == 10:
        try:
            found = date.fromisoformat(value)
        except ValueError:
            return None
        return found if found.isoformat() == value else None
    return None
