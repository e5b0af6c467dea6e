"""Fixing `now` in a condition, for evaluators that only compare with constants (SQL)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from suppilo.kernel.conditions.values import All, AnyOf, Condition, FromNow, HasAttribute, Not


def resolved(condition: Condition, now: datetime) -> Condition:
    """The same condition with every instant told from now replaced by the instant it means at `now`."""
    match condition:
        case All(parts):
            return All(tuple(resolved(part, now) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(resolved(part, now) for part in parts))
        case Not(part):
            return Not(resolved(part, now))
        case HasAttribute(key, test) if isinstance(test.value, FromNow):
            return HasAttribute(key, replace(test, value=now + test.value.by))
    return condition
