"""Retention: who came back in which period, by the period of their first fact.

People are grouped into cohorts by the period of the first fact that enters them. Retention of cohort c in period n is
the people of c with a return fact in period c + n. Only returns at or after the first fact count; in the period of
entry (n = 0) the first fact is itself a return when it meets the return condition too. Events of one instant may have
happened in any order: the most favourable one counts. A first fact outside all periods puts the person in no cohort:
whoever entered before is never taken for new.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from suppilo.kernel.compiled import compiled
from suppilo.kernel.events import Codes, Events, Ints
from suppilo.kernel.matching import Masks, Matching
from suppilo.kernel.reading import readings

#: Bits of the masks of a plan.
ENTERS, RETURNS = 1, 2


@dataclass(frozen=True)
class RetentionPlan:
    """What to count. Bit 0 of `matching` marks facts that enter a cohort, bit 1 return facts.

    Period p is [`edges[p]`, `edges[p + 1]`) in microseconds, ascending: the caller knows the time zone. What lies at
    or after the last edge is not looked at.
    """

    matching: Matching
    edges: Ints


@dataclass(frozen=True)
class RetentionSums:
    """`sizes[c]`: people of cohort c. `people[c, n]`: those of them who returned in period c + n. They add up."""

    sizes: Ints
    people: Ints

    def __add__(self, other: RetentionSums) -> RetentionSums:
        return RetentionSums(self.sizes + other.sizes, self.people + other.people)


def retention_sums(events: Events, plan: RetentionPlan) -> RetentionSums:
    """Count the people of these events. Raises ValueError when the edges are not ascending."""
    edges = np.ascontiguousarray(plan.edges, dtype=np.int64)
    if edges.size < 2 or np.any(edges[1:] <= edges[:-1]):
        raise ValueError("Periods need at least two edges, each later than the one before.")
    periods = edges.size - 1
    sizes, people = np.zeros(periods, dtype=np.int64), np.zeros((periods, periods), dtype=np.int64)
    for one in readings(events, plan.matching):
        _retention(one.begins, one.ends, one.times, one.kinds, one.marks, edges, sizes, people)
    return RetentionSums(sizes, people)


@compiled
def _period(at: int, edges: Ints, per: float) -> int:
    """The period of an instant inside the edges: guessed from their mean width, then set right."""
    place = min(int((at - edges[0]) * per), edges.size - 2)
    while edges[place] > at:
        place -= 1
    while edges[place + 1] <= at:
        place += 1
    return place


@compiled
def _retention(begins: Ints, ends: Ints, times: Ints, kinds: Codes, marks: Masks,
               edges: Ints, sizes: Ints, people: Ints) -> None:  # fmt: skip
    per = (edges.size - 1) / float(edges[-1] - edges[0])
    for person in range(begins.size):
        event, end = begins[person], ends[person]
        while event < end and not marks[kinds[event]] & np.uint64(1):
            event += 1
        if event == end or times[event] < edges[0] or times[event] >= edges[-1]:
            continue
        while event > begins[person] and times[event - 1] == times[event]:
            event -= 1
        cohort = _period(times[event], edges, per)
        sizes[cohort] += 1
        counted = edges[0]
        while event < end:
            at = times[event]
            if at >= counted and marks[kinds[event]] & np.uint64(2):
                if at >= edges[-1]:
                    break
                period = _period(at, edges, per)
                people[cohort, period - cohort] += 1
                counted = edges[period + 1]
            event += 1
