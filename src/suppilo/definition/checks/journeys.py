"""Journeys: what starts them, what their steps name, and steps that nobody reaches."""

from __future__ import annotations

from collections.abc import Sequence

from suppilo.definition.checks.acting import look_at_step
from suppilo.definition.checks.finder import Finder
from suppilo.definition.checks.steps import inner, steps_of
from suppilo.definition.checks.triggers import look_at_trigger
from suppilo.definition.model import Step, Stop, WaitFor, WaitUntil
from suppilo.definition.problems import Path


def check(finder: Finder) -> None:
    """Look at every journey (conditions inside are looked at with all other conditions)."""
    for _, journey, path in finder.of("journeys"):
        look_at_trigger(finder, journey.trigger, (*path, "trigger"))
        for step, where in steps_of(journey.steps, (*path, "steps")):
            look_at_step(finder, step, where)
            if journey.stop_on_reply and isinstance(step, WaitFor) and step.wait_for == "message_replied":
                finder.complain("ends_on_reply", (*where, "wait_for"))
        _reached(finder, journey.steps, (*path, "steps"))


def _reached(finder: Finder, steps: Sequence[Step], path: Path) -> None:
    """Steps after one that always stops are never taken."""
    for number, step in enumerate(steps):
        for where, inside in inner(step):
            _reached(finder, inside, (*path, number, *where))
        if always_stops(step) and number + 1 < len(steps):
            finder.complain("unreachable", (*path, number + 1), severity="warning")
            return


def always_stops(step: Step) -> bool:
    """True when no way leads past the step."""
    if isinstance(step, Stop | WaitUntil):
        return isinstance(step, Stop)
    ways = [inside for _, inside in inner(step)]
    return bool(ways) and all(any(map(always_stops, way)) for way in ways)
