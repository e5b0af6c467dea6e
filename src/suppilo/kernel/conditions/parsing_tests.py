"""Reading comparisons: `form: guide_form`, `source: [a, b]`, `amount: {at_least: 10}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from typing import Any, cast, get_args

from suppilo.kernel.conditions.comparing import as_day
from suppilo.kernel.conditions.errors import ConditionError, Path, did_you_mean, there_are
from suppilo.kernel.conditions.values import FromNow, Operator, Scalar, Test
from suppilo.kernel.duration import DurationError, parse_duration

OPERATORS: tuple[Operator, ...] = get_args(Operator)
NUMERIC: tuple[Operator, ...] = ("at_least", "at_most", "more_than", "less_than")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_FROM_NOW = re.compile(r"now\s*(?:([+-])\s*(\S+))?")
_EXACT = 2**53


def name_of(value: Any, path: Path) -> str:
    """A name as ids are written; raises ConditionError."""
    if isinstance(value, str) and _NAME.fullmatch(value):
        return value
    raise ConditionError("bad_name", path, name=str(value)[:63])


def parse_where(value: Any, path: Path = ()) -> tuple[Test, ...]:
    """The tests of `where`, all of which a fact must meet. Tests already parsed are taken as they are.

    Raises ConditionError.
    """
    if isinstance(value, tuple) and all(isinstance(test, Test) for test in value):
        return value
    if not isinstance(value, Mapping):
        raise ConditionError("where_shape", path)
    return tuple(
        test for key, wanted in value.items() for test in tests_of(name_of(key, (*path, key)), wanted, (*path, key))
    )


def tests_of(key: str, wanted: Any, path: Path) -> list[Test]:
    """The tests written behind one name: a value (is), a list (in), or operators with values."""
    if isinstance(wanted, Mapping):
        if not wanted:
            raise ConditionError("no_operator.where", path, key=key)
        return [parse_test(key, operator, value, (*path, operator)) for operator, value in wanted.items()]
    return [parse_test(key, "in" if isinstance(wanted, list | tuple) else "is", wanted, path)]


def parse_test(key: str, operator: Any, value: Any, path: Path, *, moving: bool = False) -> Test:
    """One test. With `moving`, instants told from now are allowed. Raises ConditionError."""
    if operator not in OPERATORS:
        raise ConditionError(
            "unknown_operator",
            path,
            *did_you_mean(operator, OPERATORS),
            *there_are(OPERATORS),
            operator=str(operator),
        )
    op = cast(Operator, operator)
    if op in ("is_missing", "is_present"):
        return Test(key, op, _true(op, value, path))
    if op in ("before", "after"):
        return Test(key, op, _moment(value, path, moving))
    if op in NUMERIC:
        return Test(key, op, _number(value, path))
    if op == "in":
        return Test(key, op, _choices(value, path))
    found = _scalar(value, path)
    if op == "starts_with" and not isinstance(found, str):
        raise ConditionError("not_text.starts_with", path)
    return Test(key, op, found)


def _true(op: str, value: Any, path: Path) -> bool:
    if value is not True:
        other = "is_present" if op == "is_missing" else "is_missing"
        raise ConditionError("only_true", path, operator=op, other=other)
    return True


def _choices(value: Any, path: Path) -> tuple[Scalar, ...]:
    if not isinstance(value, list | tuple) or not value:
        raise ConditionError("not_a_list.in", path)
    return tuple(_scalar(one, (*path, place)) for place, one in enumerate(value))


def _scalar(value: Any, path: Path) -> Scalar:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _number(value, path)
    if isinstance(value, str):
        if not value or "\0" in value:
            raise ConditionError("no_value", path)
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, datetime):
        raise ConditionError("instant_equal", path)
    if value is None:
        raise ConditionError("no_value.nothing", path)
    raise ConditionError("not_a_value", path)


def _number(value: Any, path: Path) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ConditionError("not_a_number.comparison", path)
    if not isfinite(value) or abs(value) > _EXACT:
        raise ConditionError("number_too_large", path)
    return value


def _moment(value: Any, path: Path, moving: bool) -> date | datetime | FromNow:
    if isinstance(value, str) and (relative := _FROM_NOW.fullmatch(value.strip())):
        if not moving:
            raise ConditionError("now_not_here", path)
        return _from_now(relative, path)
    day = as_day(value)
    return day if day is not None else instant_of(value, path)


def _from_now(written: re.Match[str], path: Path) -> FromNow:
    if written[2] is None:
        return FromNow(timedelta(0))
    try:
        by = parse_duration(written[2])
    except DurationError as error:
        raise ConditionError.at(path, error) from error
    return FromNow(-by if written[1] == "-" else by)


def instant_of(value: Any, path: Path) -> datetime:
    """An aware instant in UTC; raises ConditionError."""
    found = value
    if isinstance(value, str):
        try:
            found = datetime.fromisoformat(value.strip())
        except ValueError:
            found = None
    if not isinstance(found, datetime) or found.tzinfo is None:
        raise ConditionError("not_an_instant", path)
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise ConditionError("not_an_instant.calendar", path) from None
