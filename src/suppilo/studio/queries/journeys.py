"""The journeys of a definition with the people in them, ready to be shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from suppilo.definition.model import Bundle, Journey, Step, Vary
from suppilo.experiments import queries as experiments
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


@dataclass(frozen=True)
class VariantLine:
    """A variant and how many were given it."""

    name: str
    people: int
    is_decided: bool


@dataclass(frozen=True)
class ExperimentCard:
    """An experiment that a journey takes part in: who was given which variant, in all its journeys.

    `mixed` turned out to be one person with two variants, and count for neither.
    """

    name: str
    hypothesis: str
    lines: Sequence[VariantLine]
    mixed: int


def experiments_in(workspace_id: int, bundle: Bundle, journey: Journey, names: Names) -> list[ExperimentCard]:
    """The experiments that the steps name, each once."""
    named = dict.fromkeys(step.experiment for step, _ in _walk(journey.steps, 0) if isinstance(step, Vary))
    return [_experiment(workspace_id, bundle, key, names) for key in named]


def _experiment(workspace_id: int, bundle: Bundle, key: str, names: Names) -> ExperimentCard:
    rule = next(funnel.experiments[key] for funnel in bundle.funnels if key in funnel.experiments)
    found = experiments.exposed(workspace_id, key)
    ids = [one.id for one in rule.variants]
    gone = [one for one in found.by_variant if one not in ids]
    lines = [
        VariantLine(names.variant(key, one), found.by_variant.get(one, 0), one == rule.decided) for one in [*ids, *gone]
    ]
    return ExperimentCard(names.experiment(key), names.text(rule.hypothesis), lines, found.mixed)


def endings(card: journeys.JourneyCard) -> list[tuple[str, int]]:
    """For how many it ended, by reason in words, the most frequent first."""
    return [(say_code(JOURNEY_ENDS, reason), many) for reason, many in card.ended.items()]


def _walk(steps: Sequence[Step], depth: int) -> Iterator[tuple[Step, int]]:
    for step in steps:
        yield step, depth
        for inside in journeys.ways_of(step):
            yield from _walk(inside, depth + 1)
