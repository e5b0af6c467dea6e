"""One comparison in SQL: of a fact's property, or of an attribute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from suppilo.kernel.conditions import Test
from suppilo.kernel.text import fold
from suppilo.segments.sql.dialects import DAY, INSTANT, Dialect, Sql

NEVER, ALWAYS = Sql("1 = 0"), Sql("1 = 1")
_ORDER = {"at_least": ">=", "at_most": "<=", "more_than": ">", "less_than": "<", "before": "<", "after": ">"}


def both(*parts: Sql) -> Sql:
    """All parts hold."""
    return _joined(" AND ", parts)


def either(*parts: Sql) -> Sql:
    """A part holds."""
    return _joined(" OR ", parts)


def _joined(word: str, parts: tuple[Sql, ...]) -> Sql:
    if not parts:
        return ALWAYS if word == " AND " else NEVER
    return Sql("(" + word.join(part.text for part in parts) + ")", tuple(one for part in parts for one in part.params))


def _is(left: Sql, sign: str, wanted: Any) -> Sql:
    return Sql(f"{left.text} {sign} %s", (*left.params, wanted))


def of_fact(test: Test, by: Dialect) -> Sql:
    """Whether the fact `e` meets the test."""
    value = by.value(test.key)
    wanted: Any = test.value
    if test.op == "is_missing":
        return value.missing
    if test.op == "is_present":
        return Sql(f"NOT {value.missing.text}", value.missing.params)
    if test.op in ("before", "after"):
        pattern, spelled = (INSTANT, _spell(wanted)) if isinstance(wanted, datetime) else (DAY, wanted.isoformat())
        return both(value.is_text, by.matches(value.text, pattern), _is(value.text, _ORDER[test.op], spelled))
    if test.op in _ORDER:
        return both(value.is_number, _is(value.number, _ORDER[test.op], by.number(wanted)))
    if test.op == "contains":
        in_list = by.list_has(test.key, _kind(wanted), _prepared(wanted, by))
        if not isinstance(wanted, str):
            return in_list
        return either(in_list, both(value.is_text, by.holds_text(value.folded, fold(wanted))))
    if test.op == "starts_with":
        return both(value.is_text, _starts(value.folded, fold(wanted)))
    if test.op == "in":
        return either(*(_same_in_fact(one, by, test.key) for one in wanted))
    if test.op == "is":
        return _same_in_fact(wanted, by, test.key)
    return _other_in_fact(wanted, by, test.key)


def _kind(wanted: Any) -> str:
    if isinstance(wanted, bool):
        return "true" if wanted else "false"
    return "text" if isinstance(wanted, str) else "number"


def _prepared(wanted: Any, by: Dialect) -> Any:
    if isinstance(wanted, str):
        return fold(wanted)
    return by.number(wanted) if not isinstance(wanted, bool) else wanted


def _starts(left: Sql, part: str) -> Sql:
    return Sql(f"substr({left.text}, 1, {len(part)}) = %s", (*left.params, part))


def _same_in_fact(wanted: Any, by: Dialect, key: str) -> Sql:
    value = by.value(key)
    if isinstance(wanted, bool):
        return value.is_true if wanted else value.is_false
    if isinstance(wanted, str):
        return both(value.is_text, _is(value.folded, "=", fold(wanted)))
    return both(value.is_number, _is(value.number, "=", by.number(wanted)))


def _other_in_fact(wanted: Any, by: Dialect, key: str) -> Sql:
    value = by.value(key)
    if isinstance(wanted, bool):
        return value.is_false if wanted else value.is_true
    if isinstance(wanted, str):
        return both(value.is_text, _is(value.folded, "<>", fold(wanted)))
    return both(value.is_number, _is(value.number, "<>", by.number(wanted)))


def _spell(wanted: datetime) -> str:
    return wanted.astimezone(UTC).isoformat()


def of_attribute(test: Test, by: Dialect) -> Sql:
    """Whether the attribute row `a` (present) meets the test; `is_missing` is the caller's."""
    wanted: Any = test.value
    tests: dict[str, Callable[[], Sql]] = {
        "is_present": lambda: ALWAYS,
        "in": lambda: either(*(_same_attribute(one, "=") for one in wanted)),
        "is": lambda: _same_attribute(wanted, "="),
        "is_not": lambda: _same_attribute(wanted, "<>"),
        "contains": lambda: _attribute_contains(wanted, by),
        "starts_with": lambda: both(_TEXTUAL, _starts(Sql("a.folded"), fold(wanted))),
    }
    if test.op in tests:
        return tests[test.op]()
    if test.op in ("before", "after"):
        return _attribute_time(wanted, _ORDER[test.op], by)
    return both(Sql("a.kind = 'number'"), _is(Sql("a.number"), _ORDER[test.op], wanted))


_TEXTUAL = Sql("a.kind IN ('text', 'day')")


def _attribute_contains(wanted: Any, by: Dialect) -> Sql:
    if not isinstance(wanted, str):
        return NEVER
    in_list = both(Sql("a.kind = 'list'"), _is(Sql("a.folded"), "=", fold(wanted)))
    return either(in_list, both(_TEXTUAL, by.holds_text(Sql("a.folded"), fold(wanted))))


def _same_attribute(wanted: Any, sign: str) -> Sql:
    if isinstance(wanted, bool):
        return both(Sql("a.kind = 'bool'"), _is(Sql("a.flag"), sign, wanted))
    if isinstance(wanted, str):
        return both(_TEXTUAL, _is(Sql("a.folded"), sign, fold(wanted)))
    return both(Sql("a.kind = 'number'"), _is(Sql("a.number"), sign, wanted))


def _attribute_time(wanted: date | datetime, sign: str, by: Dialect) -> Sql:
    text = by.bytewise("a.text")
    if isinstance(wanted, datetime):
        column = both(Sql("a.kind = 'instant'"), _is(Sql("a.instant"), sign, by.instant(wanted)))
        return either(column, both(Sql("a.kind = 'text'"), by.matches(text, INSTANT), _is(text, sign, _spell(wanted))))
    return both(_TEXTUAL, by.matches(text, DAY), _is(text, sign, wanted.isoformat()))
