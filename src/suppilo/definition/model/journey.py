"""Journeys: what happens after a trigger, step by step."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field
from pydantic import Tag as Tagged

from suppilo.definition.model.base import Duration, Id, Part, Text
from suppilo.definition.model.condition import Condition, Where

#: What a step may do; the key that names it.
STEP_KINDS = ("send", "wait_for", "wait", "branch", "tag", "stop")


class Trigger(Part):
    """Starts an enrolment: a live fact younger than `age_limit` (stage moves are facts too)."""

    event: Id
    where: Where = ()
    age_limit: Duration | None = None


class Send(Part):
    """Send a message; `id` of the step is stable, so that a send happens once per enrolment."""

    id: Id
    send: Id


class Wait(Part):
    """Wait a while."""

    id: Id
    wait: Duration


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


class Tag(Part):
    """Add (or with `remove` take away) a tag: an item of the list attribute `tags`."""

    id: Id
    tag: Id
    remove: bool = False


class Stop(Part):
    """End the enrolment here."""

    id: Id
    stop: Literal[True]


def _kind(value: Any) -> str | None:
    keys = value if isinstance(value, dict) else dict.fromkeys(type(value).model_fields, 1)
    for key in STEP_KINDS:
        if key in keys:
            return key
    return None


Step = Annotated[
    Annotated[Send, Tagged("send")]
    | Annotated[Wait, Tagged("wait")]
    | Annotated[WaitFor, Tagged("wait_for")]
    | Annotated[Branch, Tagged("branch")]
    | Annotated[Tag, Tagged("tag")]
    | Annotated[Stop, Tagged("stop")],
    Discriminator(_kind),
]

for _part in (WaitFor, Branch):
    _part.model_rebuild()


class Journey(Part):
    """A journey. Exit conditions are looked at before every step."""

    name: Text
    trigger: Trigger
    again: Literal["never", "after_end"] = "never"
    exit: Condition | None = None
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
