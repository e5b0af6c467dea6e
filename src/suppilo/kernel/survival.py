"""Time to convert: how long from a person's first event of one kind to the next of another, the waiting included.

Whoever has not converted yet is only known to take longer (censored) and enters the estimate as such.
`docs/algorithms/time-to-convert.md` tells the rules in words; `survival_reference` is the slow, obvious twin.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.events import Codes, Events, Ints
from suppilo.kernel.matching import Masks, Matching
from suppilo.kernel.reading import readings
from suppilo.kernel.statistics import Floats, Spread, survival, time_inside

#: Bits of the masks of a plan.
BEGINS, CONVERTS = 1, 2
_ALWAYS = 2**62


@dataclass(frozen=True)
class SurvivalPlan:
    """Bit 0 of `matching` marks events from which time runs, bit 1 conversions; one event is never both for a person.

    `as_of_us` is when we look: what lies later is not known. Conversions later than `window_us` (inclusive) after the
    first event do not count. Only people whose first event lies in [`from_us`, `to_us`) take part.
    """

    matching: Matching
    as_of_us: int
    window_us: int | None = None
    from_us: int | None = None
    to_us: int | None = None


@dataclass(frozen=True)
class SurvivalSums:
    """One duration a person in microseconds; where `ended` is False nothing has converted so far. They add up."""

    durations: Ints
    ended: npt.NDArray[np.bool_]

    def __add__(self, other: SurvivalSums) -> SurvivalSums:
        return SurvivalSums(
            np.concatenate([self.durations, other.durations]), np.concatenate([self.ended, other.ended])
        )  # fmt: skip

    @cached_property
    def seconds(self) -> Floats:
        """The durations in seconds."""
        lengths: Floats = self.durations / 1e6
        return lengths

    def spread(self) -> Spread:
        """Median and quartiles in seconds (Kaplan-Meier); unknown with a reason where they are not reached."""
        return time_inside(self.seconds, self.ended)

    def curve(self, level: float = 0.95) -> Curve:
        """The share that has not converted yet, with a pointwise interval of this level."""
        return curve(self.seconds, self.ended, level)


@dataclass(frozen=True)
class Curve:
    """After `times[i]` (seconds) the share `left[i]` has not converted; it lies between `lower[i]` and `upper[i]`.

    `at_risk[i]` people were still waiting just before, `converted[i]` converted then.
    """

    times: Floats
    left: Floats
    lower: Floats
    upper: Floats
    at_risk: Ints
    converted: Ints


def curve(durations: Floats, ended: npt.NDArray[np.bool_], level: float = 0.95) -> Curve:
    """Kaplan and Meier (1958) with Greenwood's (1926) variance on the log(-log) scale (Kalbfleisch and Prentice 1980).

    Where nobody is left the variance has no value: the interval then runs from 0 to the upper end just before.
    Raises ValueError when the level is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"A level lies between 0 and 1, for example 0.95, not at {level}.")
    estimate = survival(durations, ended)
    converted = np.unique(durations[ended], return_counts=True)[1].astype(np.int64)
    at_risk = durations.size - np.searchsorted(np.sort(durations), estimate.times, side="left").astype(np.int64)
    some = at_risk > converted
    left, waiting, gone = estimate.left[some], at_risk[some], converted[some]
    spread = np.sqrt(np.cumsum(gone / (waiting * (waiting - gone))))
    reach = NormalDist().inv_cdf((1 + level) / 2) * spread / np.log(left)
    lower, upper = left ** np.exp(-reach), left ** np.exp(reach)
    if not np.all(some):
        lower, upper = np.append(lower, 0.0), np.append(upper, upper[-1] if upper.size else 1.0)
    return Curve(estimate.times, estimate.left, lower, upper, at_risk, converted)


def survival_sums(events: Events, plan: SurvivalPlan) -> SurvivalSums:
    """The durations of these people. Raises ValueError for a window of nothing."""
    if plan.window_us is not None and plan.window_us <= 0:
        raise ValueError("A window is longer than nothing: leave it out for none.")
    limits = (
        _ALWAYS if plan.window_us is None else plan.window_us,
        plan.as_of_us,
        -_ALWAYS if plan.from_us is None else plan.from_us,
        _ALWAYS if plan.to_us is None else plan.to_us,
    )
    sums = SurvivalSums(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_))
    for one in readings(events, plan.matching):
        durations = np.empty(one.begins.size, dtype=np.int64)
        ended = np.empty(one.begins.size, dtype=np.bool_)
        found = _waits(one.begins, one.ends, one.times, one.kinds, one.marks, limits, durations, ended)
        sums = sums + SurvivalSums(durations[:found], ended[:found])
    return sums


@compiled
def _waits(begins: Ints, ends: Ints, times: Ints, kinds: Codes, marks: Masks,
           limits: tuple[int, int, int, int], durations: Ints, ended: npt.NDArray[np.bool_]) -> int:  # fmt: skip
    window, as_of, from_us, to_us = limits
    found = 0
    for person in range(begins.size):
        event, end = begins[person], ends[person]
        while event < end and marks[kinds[event]] & np.uint64(1) == 0:
            event += 1
        if event == end or times[event] > as_of or not from_us <= times[event] < to_us:
            continue
        began, last = times[event], min(as_of, times[event] + window)
        event = _conversion(event, begins[person], end, times, kinds, marks)
        ended[found] = event < end and times[event] <= last
        durations[found] = (times[event] if ended[found] else last) - began
        found += 1
    return found


@compiled
def _conversion(event: Int, begin: Int, end: Int, times: Ints, kinds: Codes, marks: Masks) -> Int:
    """The first conversion by another event than one that begins, at the instant of `event` or later; else `end`."""
    began, beginnings = times[event], np.int64(0)
    while event > begin and times[event - 1] == began:
        event -= 1
    first = event
    while event < end and times[event] == began:
        beginnings += np.int64(marks[kinds[event]] & np.uint64(1))
        event += 1
    for tied in range(first, event):
        mark = marks[kinds[tied]]
        if mark & np.uint64(2) != 0 and beginnings > np.int64(mark & np.uint64(1)):
            return tied
    while event < end and marks[kinds[event]] & np.uint64(2) == 0:
        event += 1
    return event
