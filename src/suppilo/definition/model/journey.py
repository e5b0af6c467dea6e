"""Journeys: what happens after a trigger, step by step."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, SkipValidation, WithJsonSchema

from suppilo.definition.model.base import ClockTime, Duration, Id, Part, Text, ValueRefused
from suppilo.definition.model.condition import Condition, Where
from suppilo.definition.model.step import Step, Weekday
from suppilo.kernel.duration import parse_duration, spell_duration

#: What may start a journey; the key that names it.
TRIGGER_KINDS = ("event", "date", "schedule", "manual")
_AGAIN = ("never", "after_end", "always")


class Trigger(Part):
    """Starts an enrolment. Exactly one of:

    - `event`: a live fact younger than `age_limit` (stage moves, and coming into a segment, are facts too);
    - `date`: a date known of the person, `once` or `yearly`, moved by `before` or `after`, at a local time of day;
    - `schedule`: `daily`, `weekly` on `weekdays`, or `monthly` on a `day`, at a local time, everybody of a `segment`;
    - `manual`: only staff (who may for the others too) or the business's own server enrols.
    """

    event: Id | None = None
    where: Where = ()
    age_limit: Duration | None = None
    date: Id | None = None
    repeat: Literal["once", "yearly"] | None = None
    before: Duration | None = None
    after: Duration | None = None
    schedule: Literal["daily", "weekly", "monthly"] | None = None
    weekdays: tuple[Weekday, ...] = ()
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    segment: Id | None = None
    at: ClockTime | None = None
    manual: Literal[True] | None = None

    @property
    def kind(self) -> str:
        """Which of the four it is; "" when none is written."""
        return next((kind for kind in TRIGGER_KINDS if getattr(self, kind) is not None), "")


def _as_again(value: Any) -> Any:
    if isinstance(value, str) and value in _AGAIN:
        return value
    if isinstance(value, str) and not value[:1].isdigit() and value[:1] not in "Pp-":
        raise ValueRefused("value.again", value=value[:60])
    return parse_duration(value)


#: May the same person come in again: a word, or how long after the last entry.
Again = Annotated[
    SkipValidation[Literal["never", "after_end", "always"] | timedelta],
    BeforeValidator(_as_again),
    PlainSerializer(lambda value: spell_duration(value) if isinstance(value, timedelta) else value, return_type=str),
    WithJsonSchema({"type": "string", "description": "never, after_end, always, or a duration such as 30d."}),
]


class Journey(Part):
    """A journey. Goal and exit are looked at before every step, the goal first.

    Unless `stop_on_reply` is false, whoever answers one of its messages leaves it.
    """

    name: Text
    trigger: Trigger
    again: Again = "never"
    goal: Condition | None = None
    exit: Condition | None = None
    stop_on_reply: bool = True
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
