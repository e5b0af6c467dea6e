"""Walking through the steps of a journey."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from suppilo.definition.model import Branch, Split, Step, Vary, WaitFor, WaitUntil
from suppilo.definition.problems import Path


def steps_of(steps: Sequence[Step], path: Path) -> Iterator[tuple[Step, Path]]:
    """Every step with its path, nested ones after the one they belong to."""
    for number, step in enumerate(steps):
        here = (*path, number)
        yield step, here
        for where, inside in inner(step):
            yield from steps_of(inside, (*here, *where))


def inner(step: Step) -> tuple[tuple[Path, tuple[Step, ...]], ...]:
    """The lists of steps inside a step, by where in it they stand."""
    if isinstance(step, WaitFor):
        return (("then",), step.then), (("on_timeout",), step.on_timeout)
    if isinstance(step, Branch):
        return (("then",), step.then), (("otherwise",), step.otherwise)
    if isinstance(step, WaitUntil):
        return ((("otherwise",), step.otherwise),)
    if isinstance(step, Split):
        return tuple((("split", number, "steps"), way.steps) for number, way in enumerate(step.split))
    if isinstance(step, Vary):
        return tuple((("ways", variant), steps) for variant, steps in step.ways.items())
    return ()
