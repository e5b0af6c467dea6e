"""A funnel: its stages in order, and what belongs to it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from suppilo.definition.model.base import Duration, Id, Part, Share, Text
from suppilo.definition.model.condition import Condition
from suppilo.definition.model.experiment import Experiment
from suppilo.definition.model.form import Form
from suppilo.definition.model.journey import Journey
from suppilo.definition.model.message import Message
from suppilo.definition.model.page import Page


class Goal(Part):
    """What the owner wants of a stage: a share of the stage before, or people a month."""

    conversion: Share | None = None
    people_per_month: Annotated[int, Field(ge=1)] | None = None


class Stage(Part):
    """A stage; `enter` says when a person has reached it."""

    id: Id
    name: Text
    layer: Literal["top", "middle", "bottom"] = "top"
    enter: Condition
    goal: Goal | None = None
    may_leave: bool = False


class Funnel(Part):
    """One funnel. `window` is the time a walk through it may take; none means no limit."""

    id: Id
    name: Text
    window: Duration | None = None
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    pages: dict[Id, Page] = {}
    forms: dict[Id, Form] = {}
    messages: dict[Id, Message] = {}
    experiments: dict[Id, Experiment] = {}
    journeys: dict[Id, Journey] = {}
