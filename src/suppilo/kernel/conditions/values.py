"""The words of the condition language. A condition is a plain value: it can be compared, hashed and spelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

Operator = Literal[
    "is",
    "is_not",
    "in",
    "contains",
    "starts_with",
    "at_least",
    "at_most",
    "more_than",
    "less_than",
    "before",
    "after",
    "is_missing",
    "is_present",
]

Scalar = str | int | float | bool


@dataclass(frozen=True)
class FromNow:
    """An instant told from now: `FromNow(timedelta(days=7))` is seven days ahead, negative is past."""

    by: timedelta


@dataclass(frozen=True)
class Test:
    """One comparison of the value called `key`.

    `value` by operator: is/is_not/contains: a Scalar; in: a tuple of Scalars; starts_with: text;
    at_least ... less_than: a number; before/after: a date (met by days), an aware datetime or, for attributes, a
    FromNow (both met by instants); is_missing/is_present: True.
    """

    __test__ = False  # not a test case

    key: str
    op: Operator
    value: Scalar | tuple[Scalar, ...] | date | datetime | FromNow


class Condition:
    """Something that holds of a person at an instant, or does not."""


@dataclass(frozen=True)
class All(Condition):
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf(Condition):
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not(Condition):
    """The part does not hold: plain negation."""

    part: Condition


@dataclass(frozen=True)
class HasEvent(Condition):
    """Between `at_least` and `at_most` facts called `name` meet every test of `where`.

    Counted are facts with now - within <= at <= now, and at >= since.
    """

    name: str
    where: tuple[Test, ...] = ()
    at_least: int = 1
    at_most: int | None = None
    within: timedelta | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class HasAttribute(Condition):
    """The attribute `key` meets the test (whose key is the same)."""

    key: str
    test: Test


@dataclass(frozen=True)
class HasIdentifier(Condition):
    """The person can be recognised by this kind: visitor, email, phone or external."""

    kind: str


@dataclass(frozen=True)
class HasConsent(Condition):
    """The newest word of the person on this purpose and channel is `state`."""

    purpose: str
    channel: str
    state: str = "granted"


@dataclass(frozen=True)
class InSegment(Condition):
    """The person is in the segment."""

    segment: str


@dataclass(frozen=True)
class InStage(Condition):
    """The person stands "at" the stage now, or has "reached" it (its entry condition was met once)."""

    funnel: str
    stage: str
    how: Literal["at", "reached"] = "at"


@dataclass(frozen=True)
class HasScore(Condition):
    """The score meets the test (at_least, at_most, more_than, less_than)."""

    score: str
    test: Test
