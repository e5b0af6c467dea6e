"""Scores as conditions reckon with them: their own rules, and the points that steps of journeys give."""

from __future__ import annotations

from dataclasses import replace

from suppilo.definition.checks.steps import steps_of
from suppilo.definition.model import Bundle, GivePoints
from suppilo.kernel.conditions import PointsForEvent, Score, Test

#: The fact that such a step writes; its properties are `score` and `points`.
GIVEN = "points_given"


def scores_of(bundle: Bundle) -> dict[str, Score]:
    """Every score by id. Behind a score's own rules stands one for each number of points that some step gives it."""
    given: dict[str, set[float]] = {}
    for funnel in bundle.funnels:
        for journey in funnel.journeys.values():
            for step, _ in steps_of(journey.steps, ()):
                if isinstance(step, GivePoints):
                    given.setdefault(step.score, set()).add(step.points)
    return {key: _with(score.value(), key, given.get(key, set())) for key, score in bundle.scores.items()}


def _with(score: Score, key: str, points: set[float]) -> Score:
    rules = (
        PointsForEvent(GIVEN, some, (Test("score", "is", key), Test("points", "is", some))) for some in sorted(points)
    )
    return replace(score, rules=(*score.rules, *rules))
