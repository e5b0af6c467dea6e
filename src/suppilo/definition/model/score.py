"""Scores: points for what people do and are."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from suppilo.definition.model.base import Duration, Id, Part, Text
from suppilo.definition.model.condition import Condition, Where
from suppilo.kernel.conditions import PointsForEvent, PointsWhile
from suppilo.kernel.conditions import Score as ScoreValue

Points = Annotated[float, Field(strict=True, ge=-1_000_000, le=1_000_000)]


class Rule(Part):
    """Points for each fact (`event`, `where`), or as long as a condition holds (`when`)."""

    name: Text | None = None
    points: Points
    event: Id | None = None
    where: Where = ()
    when: Condition | None = None
    once: bool = False
    cap: Annotated[float, Field(strict=True, ge=0.001, le=1_000_000)] | None = None
    lasts: bool = False

    def value(self) -> PointsForEvent | PointsWhile:
        """As conditions reckon with it."""
        if self.when is not None:
            return PointsWhile(self.when, self.points)
        return PointsForEvent(self.event or "", self.points, self.where, self.once, self.cap, self.lasts)


class Score(Part):
    """The sum of what its rules give. Points for facts fade by `half_life` or within `expires`, or stay."""

    name: Text
    rules: Annotated[tuple[Rule, ...], Field(min_length=1, max_length=50)]
    half_life: Duration | None = None
    expires: Duration | None = None

    def value(self) -> ScoreValue:
        """As conditions reckon with it."""
        return ScoreValue(tuple(rule.value() for rule in self.rules), self.half_life, self.expires)
