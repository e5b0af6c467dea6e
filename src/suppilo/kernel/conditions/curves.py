"""What one rule of a score gives one person, at any instant: prepared once, asked by bisection."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from suppilo.kernel.conditions.comparing import fact_meets
from suppilo.kernel.conditions.person import PersonView
from suppilo.kernel.conditions.scores import PointsForEvent, Score

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


def ticks(instant: datetime) -> int:
    """An aware instant as whole microseconds since 1970."""
    return (instant - _EPOCH) // _TICK


@dataclass
class Curve:
    """The points of one rule over time. `ats` are the instants of the facts it counts, in order; all in microseconds.

    How much a fact still counts is its share: 1 when it happens, then less. Shares are added up beforehand: a later
    instant needs the last sum only, since all halve alike, or shrink by the same amount.
    """

    rule: PointsForEvent
    ats: Sequence[int]
    half_life: int = 0
    expires: int = 0
    _halved: list[float] = field(init=False)
    _added: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._halved = []
        for place, at in enumerate(self.ats if self.half_life else ()):
            before = self._halved[-1] * 0.5 ** ((at - self.ats[place - 1]) / self.half_life) if place else 0.0
            self._halved.append(before + 1.0)
        self._added = [0, *accumulate(self.ats)] if self.expires else []

    def count(self, now: int) -> int:
        """How many facts there are by now."""
        return bisect_right(self.ats, now)

    def shares(self, now: int) -> float:
        """How much is left of all of them together (with `once`: of the newest)."""
        count = self.count(now)
        if not count:
            return 0.0
        if self.half_life:
            return float(self._sum(count) * 0.5 ** ((now - self.ats[count - 1]) / self.half_life))
        if self.expires:
            gone = max(bisect_right(self.ats, now - self.expires), count - 1 if self.rule.once else 0)
            left = (count - gone) * (self.expires - now) + self._added[count] - self._added[gone]
            return max(0, left) / self.expires
        return 1.0 if self.rule.once else float(count)

    def _sum(self, count: int) -> float:
        return 1.0 if self.rule.once else self._halved[count - 1]

    def points(self, now: int) -> float:
        """What the rule gives at `now`."""
        found = self.rule.points * self.shares(now)
        return found if self.rule.cap is None else max(-self.rule.cap, min(self.rule.cap, found))

    def knots(self) -> list[int]:
        """The instants between which what it gives goes one way only: facts come, expire, or drop below the cap."""
        ends = sorted({*self.ats, *(at + self.expires for at in self.ats if self.expires)})
        return sorted({*ends, *self._under_cap(ends)})

    def _under_cap(self, ends: Sequence[int]) -> list[int]:
        """When what faded stands below the cap again: from then on it falls."""
        if self.rule.cap is None or not (self.half_life or self.expires):
            return []
        enough = self.rule.cap / abs(self.rule.points)
        found = []
        for begin, end in zip(ends, [*ends[1:], ends[-1] + 100 * self.half_life] if ends else [], strict=True):
            if self.shares(begin) > enough > self.shares(end - 1):
                low, high = begin, end - 1
                while high - low > 1:
                    middle = (low + high) // 2
                    low, high = (middle, high) if self.shares(middle) > enough else (low, middle)
                found.append(high)
        return found


def curves_of(score: Score, person: PersonView) -> Sequence[Curve | None]:
    """The curve of each rule (None for one that is no rule of events), prepared once per person."""
    known = person.curves.get(id(score))
    if known is None:
        known = person.curves[id(score)] = [
            _curve(score, rule, person) if isinstance(rule, PointsForEvent) else None for rule in score.rules
        ]
    return known


def _curve(score: Score, rule: PointsForEvent, person: PersonView) -> Curve:
    facts = person.by_name.get(rule.event, ())
    ats = [ticks(fact.at) for fact in facts if fact_meets(rule.where, fact)]
    if not score.fades(rule):
        return Curve(rule, ats)
    return Curve(rule, ats, (score.half_life or timedelta(0)) // _TICK, (score.expires or timedelta(0)) // _TICK)
