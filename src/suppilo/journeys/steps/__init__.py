"""Carrying out steps, for whole groups of people at the same step of the same version. Joins a transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from suppilo.definition.model import (
    Branch,
    Enrol,
    GivePoints,
    Move,
    Send,
    SetAttributes,
    Split,
    Stop,
    Tag,
    Task,
    Vary,
    Wait,
    WaitFor,
    WaitUntil,
    Window,
)
from suppilo.journeys.ending import end
from suppilo.journeys.models import Enrolment
from suppilo.journeys.steps import describing, enrolling, forking, scoring, sending, staging, tasking, waiting
from suppilo.journeys.steps.group import Group

__all__ = ["Group", "carry_out"]


def carry_out(group: Group, now: datetime) -> list[Enrolment]:
    """Do the step for everybody of the group; answers the enrolments that go on, with their new place."""
    return _STEPS[type(group.place.step)](group, now)


def _stop(group: Group, now: datetime) -> list[Enrolment]:
    end(group.rows, "stopped", now)
    return []


_STEPS: Mapping[type, Callable[[Group, datetime], list[Enrolment]]] = {
    Send: sending.send,
    Wait: waiting.wait,
    WaitUntil: waiting.wait_until,
    Window: waiting.window,
    WaitFor: waiting.wait_for,
    Branch: forking.branch,
    Split: forking.split,
    Vary: forking.vary,
    Tag: describing.tag,
    SetAttributes: describing.set_attributes,
    GivePoints: scoring.give_points,
    Move: staging.move,
    Task: tasking.task,
    Enrol: enrolling.enrol,
    Stop: _stop,
}
