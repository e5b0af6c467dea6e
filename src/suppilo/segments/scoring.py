"""The scores of people, with how they came about. Nothing is stored: a score follows from facts and the instant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from suppilo.kernel.conditions import MILLIONTHS, PersonView, PointsForEvent, PointsWhile, Score, points_of, score_of
from suppilo.kernel.conditions.curves import curves_of, ticks


@dataclass(frozen=True)
class Part:
    """What one rule gives: points, and for how many facts (0 for a condition). `most`: the cap holds it down."""

    rule: PointsForEvent | PointsWhile
    points: float
    count: int
    most: bool = False


@dataclass(frozen=True)
class Scored:
    """One score of one person: the sum, rounded to the millionth, and what each rule gives, in the document's order."""

    points: float
    parts: tuple[Part, ...]


def scored(score_id: str, score: Score, person: PersonView, now: datetime) -> Scored:
    """The person's score at `now`."""
    points = points_of(score_id, person, now)
    return Scored(score_of(score_id, person, now) / MILLIONTHS, tuple(_parts(score, person, points, now)))


def _parts(score: Score, person: PersonView, points: Sequence[float], now: datetime) -> list[Part]:
    found = []
    for rule, curve, given in zip(score.rules, curves_of(score, person), points, strict=True):
        count = curve.count(ticks(now)) if curve else 0
        cap = rule.cap if isinstance(rule, PointsForEvent) else None
        found.append(Part(rule, given, count, cap is not None and abs(given) >= cap))
    return found
