"""A journey's steps laid flat: where each leads. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suppilo.definition.model import Branch, Bundle, Experiment, Journey, Split, Step, Vary, WaitFor, WaitUntil

#: The place behind the last step.
END = ""


@dataclass(frozen=True)
class Place:
    """A step and what follows it: `after` in the ordinary way, `ways` where it forks.

    The ways of a branch are then and otherwise, of wait_for then and on_timeout, of wait_until otherwise alone, of a
    split and of an experiment its ways in order. `within` names the fork and the way that the step stands in ("" and 0
    at the top).
    """

    step: Step
    after: str
    ways: tuple[str, ...] = ()
    within: tuple[str, int] = ("", 0)

    @property
    def then(self) -> str:
        """Where the first way begins."""
        return self.ways[0]

    @property
    def otherwise(self) -> str:
        """Where the last way begins."""
        return self.ways[-1]


@dataclass(frozen=True)
class Program:
    """All places of a journey by step id in the order of the document, and the first."""

    first: str
    places: dict[str, Place]


#: Programs of journeys that were laid out, by the journey itself: the same few are asked for with every batch.
_laid: dict[int, tuple[Journey, Program]] = {}
_KEPT = 256


def program_of(journey: Journey) -> Program:
    """Lay the steps out. What follows a fork is reached from the end of each of its ways."""
    known = _laid.get(id(journey))
    if known is not None and known[0] is journey:
        return known[1]
    places: dict[str, Place] = {}
    first = _lay(journey.steps, END, ("", 0), places)
    order = [step.id for step in _in_order(journey.steps)]
    program = Program(first, {key: places[key] for key in order})
    while len(_laid) >= _KEPT:
        _laid.pop(next(iter(_laid)), None)
    _laid[id(journey)] = (journey, program)
    return program


def _lay(steps: Sequence[Step], after: str, within: tuple[str, int], places: dict[str, Place]) -> str:
    """Place `steps`, which end at `after`; answers the id of the first (`after` if there is none)."""
    following = after
    for step in reversed(steps):
        ways = tuple(_lay(inside, following, (step.id, number), places) for number, inside in enumerate(ways_of(step)))
        places[step.id] = Place(step, following, ways, within)
        following = step.id
    return following


def _in_order(steps: Sequence[Step]) -> list[Step]:
    found: list[Step] = []
    for step in steps:
        found.append(step)
        for inside in ways_of(step):
            found += _in_order(inside)
    return found


def ways_of(step: Step) -> tuple[tuple[Step, ...], ...]:
    """The lists of steps inside a fork, in order; nothing for any other step."""
    if isinstance(step, WaitFor):
        return step.then, step.on_timeout
    if isinstance(step, Branch):
        return step.then, step.otherwise
    if isinstance(step, WaitUntil):
        return (step.otherwise,)
    if isinstance(step, Split):
        return tuple(way.steps for way in step.split)
    if isinstance(step, Vary):
        return tuple(step.ways.values())
    return ()


def funnel_of(bundle: Bundle, journey: str) -> str:
    """The funnel to which a journey belongs."""
    return next(funnel.id for funnel in bundle.funnels if journey in funnel.journeys)


def experiments_of(bundle: Bundle) -> dict[str, Experiment]:
    """All experiments of a definition by id."""
    return {key: experiment for funnel in bundle.funnels for key, experiment in funnel.experiments.items()}


def journeys_of(bundle: Bundle) -> dict[str, Journey]:
    """All journeys of a definition by id."""
    return {key: journey for funnel in bundle.funnels for key, journey in funnel.journeys.items()}
