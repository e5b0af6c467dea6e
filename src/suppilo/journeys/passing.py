"""Whether somebody in a journey can still come to a message, or went past it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from suppilo.definition.model import Journey, Send, Step
from suppilo.journeys.program import Program, program_of


@dataclass(frozen=True)
class Passing:
    """How a message lies to a place in a journey.

    `is_sent` by the journey at all; `is_ahead` where it can still be come to. `fork` is where the person took the way
    `taken` while the message stands in the way `needed`: None where no such fork is remembered.
    """

    is_sent: bool
    is_ahead: bool
    fork: Step | None = None
    taken: int = 0
    needed: int = 0


def passing(journey: Journey, message: str, step: str, ways: Mapping[str, int]) -> Passing:
    """How `message` lies for somebody who stands at `step` ("" at the end) and took `ways` at the forks before."""
    program = program_of(journey)
    sends = [
        key for key, place in program.places.items() if isinstance(place.step, Send) and place.step.send == message
    ]
    if not sends:
        return Passing(is_sent=False, is_ahead=False)
    if _ahead(program, step) & set(sends):
        return Passing(is_sent=True, is_ahead=True)
    for key in sends:
        for fork, needed in _around(program, key):
            if fork in ways and ways[fork] != needed:
                return Passing(True, False, program.places[fork].step, ways[fork], needed)
    return Passing(is_sent=True, is_ahead=False)


def step_called(journey: Journey, step: str) -> Step | None:
    """The step of this id; None at the end, or where the journey has none."""
    place = program_of(journey).places.get(step)
    return place.step if place else None


def _ahead(program: Program, step: str) -> set[str]:
    """The places that can be come to from `step`, itself included."""
    found: set[str] = set()
    still = [step]
    while still:
        key = still.pop()
        if key in program.places and key not in found:
            found.add(key)
            still += [program.places[key].after, *program.places[key].ways]
    return found


def _around(program: Program, key: str) -> list[tuple[str, int]]:
    """The forks around a place, the outermost first, each with the way that the place lies in."""
    found: list[tuple[str, int]] = []
    fork, way = program.places[key].within
    while fork:
        found.insert(0, (fork, way))
        fork, way = program.places[fork].within
    return found
