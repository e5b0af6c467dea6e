"""A journey's steps laid flat: where each leads. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suppilo.definition.model import Branch, Bundle, Journey, Step, WaitFor

#: The place behind the last step.
END = ""


@dataclass(frozen=True)
class Place:
    """A step and what follows it: `after` in the ordinary way, `then` and `otherwise` where it forks."""

    step: Step
    after: str
    then: str = END
    otherwise: str = END


@dataclass(frozen=True)
class Program:
    """All places of a journey by step id, and the first."""

    first: str
    places: dict[str, Place]


def program_of(journey: Journey) -> Program:
    """Lay the steps out. What follows a fork is reached from the end of both ways."""
    places: dict[str, Place] = {}
    return Program(_lay(journey.steps, END, places), places)


def _lay(steps: Sequence[Step], after: str, places: dict[str, Place]) -> str:
    """Place `steps`, which end at `after`; answers the id of the first (`after` if there is none)."""
    following = after
    for step in reversed(steps):
        then = otherwise = END
        if isinstance(step, WaitFor):
            then, otherwise = _lay(step.then, following, places), _lay(step.on_timeout, following, places)
        elif isinstance(step, Branch):
            then, otherwise = _lay(step.then, following, places), _lay(step.otherwise, following, places)
        places[step.id] = Place(step, following, then, otherwise)
        following = step.id
    return following


def journeys_of(bundle: Bundle) -> dict[str, Journey]:
    """All journeys of a definition by id."""
    return {key: journey for funnel in bundle.funnels for key, journey in funnel.journeys.items()}
