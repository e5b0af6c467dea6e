"""Walking through the steps of a journey."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from suppilo.definition.model import Branch, Step, WaitFor
from suppilo.definition.problems import Path


def steps_of(steps: Sequence[Step], path: Path) -> Iterator[tuple[Step, Path]]:
    """Every step with its path, nested ones after the one they belong to."""
    for number, step in enumerate(steps):
        here = (*path, number)
        yield step, here
        for name, inside in inner(step):
            yield from steps_of(inside, (*here, name))


def inner(step: Step) -> tuple[tuple[str, tuple[Step, ...]], ...]:
    """The lists of steps inside a step, by key."""
    if isinstance(step, WaitFor):
        return ("then", step.then), ("on_timeout", step.on_timeout)
    if isinstance(step, Branch):
        return ("then", step.then), ("otherwise", step.otherwise)
    return ()
