"""The journeys of a definition with the people in them, ready to be shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from suppilo.definition.model import Bundle, Journey, Step
from suppilo.journeys import queries as journeys
from suppilo.studio.words.codes import JOURNEY_ENDS, say_code
from suppilo.studio.words.names import Names
from suppilo.studio.words.steps import say_kind, say_step


@dataclass(frozen=True)
class StepLine:
    """One step with who stands at it. `depth` is how deep it lies in forks; `kind` is "" for one that is gone."""

    id: str
    depth: int
    kind: str
    words: str
    count: journeys.StepCount


@dataclass(frozen=True)
class JourneyLine:
    """One journey of the list."""

    id: str
    name: str
    people: int
    is_paused: bool


def journeys_in(bundle: Bundle) -> dict[str, Journey]:
    """All journeys by id."""
    return {key: journey for funnel in bundle.funnels for key, journey in funnel.journeys.items()}


def lines(workspace_id: int, bundle: Bundle, names: Names) -> list[JourneyLine]:
    """Every journey of the definition, with how many are inside."""
    inside, paused = journeys.inside(workspace_id), journeys.paused_journeys(workspace_id)
    return [
        JourneyLine(key, names.journey(key), sum(inside.get(key, {}).values()), key in paused)
        for key in journeys_in(bundle)
    ]


def steps(journey: Journey, card: journeys.JourneyCard, names: Names) -> list[StepLine]:
    """The steps in order, then those of earlier versions at which somebody still stands."""
    nobody = journeys.StepCount(0, 0, 0)
    found = [
        StepLine(step.id, depth, say_kind(step), say_step(step, names), card.steps.get(step.id, nobody))
        for step, depth in _walk(journey.steps, 0)
    ]
    known = {line.id for line in found}
    return found + [StepLine(key, 0, "", "", count) for key, count in card.steps.items() if key and key not in known]


def endings(card: journeys.JourneyCard) -> list[tuple[str, int]]:
    """For how many it ended, by reason in words, the most frequent first."""
    return [(say_code(JOURNEY_ENDS, reason), many) for reason, many in card.ended.items()]


def _walk(steps: Sequence[Step], depth: int) -> Iterator[tuple[Step, int]]:
    for step in steps:
        yield step, depth
        for inside in journeys.ways_of(step):
            yield from _walk(inside, depth + 1)
