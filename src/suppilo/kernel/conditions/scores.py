"""What a score is: rules that give points. Plain values, as conditions are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import floor

from suppilo.kernel.conditions.values import AnyOf, Condition, HasEvent, Test

#: Scores are told in millionths of a point, so that every evaluator comes to the same number however it adds up.
MILLIONTHS = 1_000_000
#: Added before cutting off. A little over a half: what is exactly a half is rounded alike however it was added up.
HALF = 0.5001


@dataclass(frozen=True)
class PointsForEvent:
    """Points for each fact called `event` that meets every test of `where`; with `once` only for the newest.

    `cap` bounds what the rule gives altogether, in either direction. With `lasts` the points do not decay.
    """

    event: str
    points: float
    where: tuple[Test, ...] = ()
    once: bool = False
    cap: float | None = None
    lasts: bool = False

    @property
    def condition(self) -> HasEvent:
        """That such a fact is there."""
        return HasEvent(self.event, self.where)


@dataclass(frozen=True)
class PointsWhile:
    """Points as long as the condition holds."""

    when: Condition
    points: float

    @property
    def condition(self) -> Condition:
        """That it holds."""
        return self.when


@dataclass(frozen=True)
class Score:
    """The sum of what the rules give.

    Points for a fact halve every `half_life`, or shrink evenly to nothing within `expires`; with neither they stay.
    """

    rules: tuple[PointsForEvent | PointsWhile, ...]
    half_life: timedelta | None = None
    expires: timedelta | None = None

    def fades(self, rule: PointsForEvent) -> bool:
        """Whether the rule's points grow less by time alone."""
        return not rule.lasts and (self.half_life is not None or self.expires is not None)

    @property
    def condition(self) -> Condition:
        """A condition that reads all that the score reads."""
        return AnyOf(tuple(self._conditions()))

    def _conditions(self) -> Iterator[Condition]:
        return (rule.condition for rule in self.rules)


def millionths(points: float) -> int:
    """Points as whole millionths, halves upwards."""
    return floor(points * MILLIONTHS + HALF)
