"""Writing a condition down, so that `parse_condition` reads back the same. Everything is plain JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from suppilo.kernel.conditions.values import (
    All,
    AnyOf,
    Condition,
    FromNow,
    HasAttribute,
    HasConsent,
    HasEvent,
    HasIdentifier,
    HasScore,
    InSegment,
    InStage,
    Not,
    Test,
)
from suppilo.kernel.duration import spell_duration


def spell_condition(condition: Condition) -> dict[str, Any]:
    """The condition as keys and values of JSON."""
    match condition:
        case All(parts):
            return {"all": [spell_condition(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [spell_condition(part) for part in parts]}
        case Not(part):
            return {"not": spell_condition(part)}
        case HasEvent():
            return _event(condition)
        case HasAttribute(key, test):
            return {"attribute": key, test.op: _value(test.value)}
        case HasIdentifier(kind):
            return {"identifier": kind}
        case HasConsent(purpose, channel, state):
            words = {"consent": purpose, "channel": channel}
            return words if state == "granted" else {**words, "state": state}
        case InSegment(segment):
            return {"segment": segment}
        case InStage(funnel, stage, how):
            return {"stage" if how == "at" else "reached": stage, "funnel": funnel}
        case HasScore(score, test):
            return {"score": score, test.op: _value(test.value)}
    raise TypeError(f"{type(condition).__name__} is not part of the condition language")


def _event(condition: HasEvent) -> dict[str, Any]:
    words: dict[str, Any] = {"event": condition.name}
    if condition.where:
        words["where"] = spell_where(condition.where)
    if (condition.at_least, condition.at_most) != (1, None):
        limits = {"at_least": condition.at_least or None, "at_most": condition.at_most}
        words["count"] = {key: number for key, number in limits.items() if number is not None}
    if condition.within is not None:
        words["within"] = spell_duration(condition.within)
    if condition.since is not None:
        words["since"] = condition.since.isoformat()
    return words


def spell_where(tests: tuple[Test, ...]) -> dict[str, Any]:
    """The tests of `where` as keys and values of JSON."""
    words: dict[str, Any] = {}
    for test in tests:
        words.setdefault(test.key, {})[test.op] = _value(test.value)
    for key, by_operator in words.items():
        if list(by_operator) in (["is"], ["in"]):
            words[key] = next(iter(by_operator.values()))
    return words


def _value(value: Any) -> Any:
    if isinstance(value, FromNow):
        sign = "+" if value.by > -value.by else "-"
        return f"now{sign}{spell_duration(abs(value.by))}" if value.by else "now"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
