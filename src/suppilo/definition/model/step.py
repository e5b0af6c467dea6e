"""The steps of a journey: what may be done, and what is waited for."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, SkipValidation, WithJsonSchema
from pydantic import Tag as Tagged

from suppilo.definition.model.base import ClockTime, Duration, Id, Part, Text, ValueRefused
from suppilo.definition.model.condition import Condition, Where
from suppilo.definition.model.score import Points

#: What a step may do; the key that names it.
STEP_KINDS = (
    "send",
    "wait_for",
    "wait_until",
    "wait",
    "window",
    "branch",
    "split",
    "experiment",
    "tag",
    "set",
    "score",
    "move",
    "task",
    "enrol",
    "stop",
)
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Send(Part):
    """Send a message; `id` of the step is stable, so that a send happens once per enrolment."""

    id: Id
    send: Id


class Wait(Part):
    """Wait a while."""

    id: Id
    wait: Duration


class WaitUntil(Part):
    """Wait until a date that is known of the person, moved by `before` or `after`, at a local time of day.

    Who has no such date, or for whom it has passed, goes through `otherwise`, and afterwards on below.
    """

    id: Id
    wait_until: Id
    before: Duration | None = None
    after: Duration | None = None
    at: ClockTime | None = None
    otherwise: tuple[Step, ...] = ()


class Hours(Part):
    """Weekdays and hours in the person's zone; `start` belongs to it, `end` does not. An `end` before `start` lies on
    the next day."""

    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1)] = WEEKDAYS
    start: ClockTime
    end: ClockTime


class Window(Part):
    """Wait until the hours are open where the person is."""

    id: Id
    window: Hours


class WaitFor(Part):
    """Wait for an act of the person, or until the timeout; go on in `then` or `on_timeout`, and afterwards below."""

    id: Id
    wait_for: Id
    where: Where = ()
    timeout: Duration
    then: tuple[Step, ...] = ()
    on_timeout: tuple[Step, ...] = ()


class Branch(Part):
    """Go on in `then` or `otherwise`, and afterwards below."""

    id: Id
    branch: Condition
    then: tuple[Step, ...] = ()
    otherwise: tuple[Step, ...] = ()


class Way(Part):
    """One way of a split, and how many go it, against the other ways' weights."""

    weight: Annotated[int, Field(ge=1, le=1000)] = 1
    steps: tuple[Step, ...] = ()


class Split(Part):
    """Send people different ways by chance; the same enrolment always goes the same way. Afterwards on below."""

    id: Id
    split: tuple[Way, ...]


class Vary(Part):
    """Send people the way of the variant that they have in an experiment. Afterwards on below."""

    id: Id
    experiment: Id
    ways: dict[Id, tuple[Step, ...]]


class Tag(Part):
    """Add (or with `remove` take away) a tag: an item of the list attribute `tags`."""

    id: Id
    tag: Id
    remove: bool = False


def _as_plain(value: Any) -> bool | int | float | str:
    """A day or an instant that YAML has read is kept as it is written."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | int | float | str):
        return value
    raise ValueRefused("value.plain")


Plain = Annotated[
    SkipValidation[bool | int | float | str],
    BeforeValidator(_as_plain),
    WithJsonSchema({"type": ["boolean", "number", "string"]}),
]


class SetAttributes(Part):
    """Set attributes of the person."""

    id: Id
    set: Annotated[dict[Id, Plain], Field(min_length=1)]


class GivePoints(Part):
    """Give the person points in a score, or with a negative number take some; they fade as its others do."""

    id: Id
    score: Id
    points: Points


class Move(Part):
    """Put the person into a stage of the funnel (the journey's own unless said); nobody is taken back."""

    id: Id
    move: Id
    funnel: Id | None = None


class Task(Part):
    """Something for a salesperson to do about the person, `due` so long from now."""

    id: Id
    task: Text
    due: Duration | None = None


class Enrol(Part):
    """Start another journey for the person, as far as that one's `again` lets them in. This one goes on."""

    id: Id
    enrol: Id


class Stop(Part):
    """End the enrolment here."""

    id: Id
    stop: Literal[True]


def _kind(value: Any) -> str | None:
    keys = value if isinstance(value, dict) else getattr(type(value), "model_fields", ())
    for key in STEP_KINDS:
        if key in keys:
            return key
    return None


Step = Annotated[
    Annotated[Send, Tagged("send")]
    | Annotated[Wait, Tagged("wait")]
    | Annotated[WaitUntil, Tagged("wait_until")]
    | Annotated[WaitFor, Tagged("wait_for")]
    | Annotated[Window, Tagged("window")]
    | Annotated[Branch, Tagged("branch")]
    | Annotated[Split, Tagged("split")]
    | Annotated[Vary, Tagged("experiment")]
    | Annotated[Tag, Tagged("tag")]
    | Annotated[SetAttributes, Tagged("set")]
    | Annotated[GivePoints, Tagged("score")]
    | Annotated[Move, Tagged("move")]
    | Annotated[Task, Tagged("task")]
    | Annotated[Enrol, Tagged("enrol")]
    | Annotated[Stop, Tagged("stop")],
    Discriminator(_kind),
]

for _part in (WaitUntil, WaitFor, Branch, Way, Split, Vary):
    _part.model_rebuild()
