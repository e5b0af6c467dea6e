"""Journeys: what starts them, what they send, and steps that nobody reaches."""

from __future__ import annotations

from collections.abc import Sequence

from suppilo.definition.checks.finder import Finder
from suppilo.definition.checks.steps import inner, steps_of
from suppilo.definition.checks.where import look_at_where
from suppilo.definition.model import Branch, Journey, Send, Step, Stop, WaitFor
from suppilo.definition.problems import Path


def check(finder: Finder) -> None:
    """Look at every journey (conditions inside are looked at with all other conditions)."""
    for _, journey, path in finder.of("journeys"):
        _trigger(finder, journey, path)
        for step, where in steps_of(journey.steps, (*path, "steps")):
            _step(finder, step, where)
        _reached(finder, journey.steps, (*path, "steps"))


def _trigger(finder: Finder, journey: Journey, path: Path) -> None:
    place = (*path, "trigger")
    fact = finder.fact(journey.trigger.event, (*place, "event"))
    if fact is not None:
        look_at_where(finder, fact, journey.trigger.where, (*place, "where"))


def _step(finder: Finder, step: Step, path: Path) -> None:
    if isinstance(step, Send):
        finder.expect("message", step.send, finder.messages, (*path, "send"))
    elif isinstance(step, WaitFor):
        fact = finder.fact(step.wait_for, (*path, "wait_for"))
        if fact is not None:
            look_at_where(finder, fact, step.where, (*path, "where"))
    elif isinstance(step, Branch) and not step.then and not step.otherwise:
        finder.complain("empty_branch", path)


def _reached(finder: Finder, steps: Sequence[Step], path: Path) -> None:
    """Steps after one that always stops are never taken."""
    for number, step in enumerate(steps):
        for name, inside in inner(step):
            _reached(finder, inside, (*path, number, name))
        if always_stops(step) and number + 1 < len(steps):
            finder.complain("unreachable", (*path, number + 1), severity="warning")
            return


def always_stops(step: Step) -> bool:
    """True when no way leads past the step."""
    ways = [inside for _, inside in inner(step)]
    return isinstance(step, Stop) or (bool(ways) and all(any(map(always_stops, way)) for way in ways))
