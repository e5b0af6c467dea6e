"""Conditions: everything they name is defined, and is compared with what it can be."""

from __future__ import annotations

from collections.abc import Iterator

from suppilo.definition.checks.finder import Finder
from suppilo.definition.checks.steps import steps_of
from suppilo.definition.checks.types import look_at_type
from suppilo.definition.checks.where import look_at_where
from suppilo.definition.model import Branch
from suppilo.definition.problems import Path
from suppilo.kernel.conditions import (
    All,
    AnyOf,
    Condition,
    HasAttribute,
    HasConsent,
    HasEvent,
    HasScore,
    InSegment,
    InStage,
    Not,
)


def check(finder: Finder) -> None:
    """Look at the conditions of segments, scores, stages, branches, goals and exits."""
    for condition, path in _conditions(finder):
        for leaf, place in _leaves(condition, path):
            _leaf(finder, leaf, place)


def _conditions(finder: Finder) -> Iterator[tuple[Condition, Path]]:
    for key, segment in finder.bundle.segments.items():
        yield segment.when, ("segments", key, "when")
    for key, score in finder.bundle.scores.items():
        for number, rule in enumerate(score.rules):
            if rule.when is not None:
                yield rule.when, ("scores", key, "rules", number, "when")
    for number, funnel in enumerate(finder.bundle.funnels):
        for place, stage in enumerate(funnel.stages):
            yield stage.enter, ("funnels", number, "stages", place, "enter")
    for _, journey, path in finder.of("journeys"):
        if journey.goal is not None:
            yield journey.goal, (*path, "goal")
        if journey.exit is not None:
            yield journey.exit, (*path, "exit")
        for step, where in steps_of(journey.steps, (*path, "steps")):
            if isinstance(step, Branch):
                yield step.branch, (*where, "branch")


def _leaves(condition: Condition, path: Path) -> Iterator[tuple[Condition, Path]]:
    match condition:
        case All(parts) | AnyOf(parts):
            word = "all" if isinstance(condition, All) else "any"
            for number, part in enumerate(parts):
                yield from _leaves(part, (*path, word, number))
        case Not(part):
            yield from _leaves(part, (*path, "not"))
        case _:
            yield condition, path


def _leaf(finder: Finder, leaf: Condition, path: Path) -> None:
    match leaf:
        case HasEvent(name, where):
            fact = finder.fact(name, (*path, "event"))
            if fact is not None:
                look_at_where(finder, fact, where, (*path, "where"))
        case HasAttribute(key, test):
            if finder.expect("attribute", key, finder.attributes, (*path, "attribute")):
                look_at_type(finder, key, finder.attributes[key], test, (*path, test.op))
        case HasConsent(purpose, channel):
            _consent(finder, purpose, channel, path)
        case InSegment(segment):
            finder.expect("segment", segment, finder.bundle.segments, (*path, "segment"))
        case InStage(funnel, stage, how):
            if finder.expect("funnel", funnel, finder.stages, (*path, "funnel")):
                key = "stage" if how == "at" else "reached"
                finder.expect("stage_of", stage, finder.stages[funnel], (*path, key), of=funnel)
        case HasScore(score):
            finder.expect("score", score, finder.bundle.scores, (*path, "score"))


def _consent(finder: Finder, purpose: str, channel: str, path: Path) -> None:
    purposes = finder.bundle.purposes
    if finder.expect("purpose", purpose, purposes, (*path, "consent")) and channel not in purposes[purpose].channels:
        channels = ", ".join(purposes[purpose].channels)
        finder.complain("purpose_channel", (*path, "channel"), purpose=purpose, channel=channel, channels=channels)
