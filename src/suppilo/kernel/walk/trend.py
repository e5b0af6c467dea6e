"""The walk in periods, each answered as its own, in one pass: everybody is walked in those periods in which they began.

What a person's period costs is the events between the first beginning in it and the end of the window of the last, so
many periods cost little more than one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.events import Codes, Events
from suppilo.kernel.matching import Kinds, Masks, padded
from suppilo.kernel.walk.blocks import Block, blocks
from suppilo.kernel.walk.plan import WalkPlan
from suppilo.kernel.walk.running import block_sums
from suppilo.kernel.walk.sums import WalkSums, added, nothing

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class TrendPlan:
    """A walk asked of each period [cuts_us[i], cuts_us[i + 1]); a period of the walk itself is not heeded."""

    walk: WalkPlan
    cuts_us: tuple[int, ...]

    def periods(self) -> list[WalkPlan]:
        """The walk of each period."""
        pairs = zip(self.cuts_us, self.cuts_us[1:], strict=False)
        return [replace(self.walk, from_us=begin, to_us=end) for begin, end in pairs]


@dataclass(frozen=True)
class TrendSums:
    """The sums of each period. They add up period by period."""

    periods: tuple[WalkSums, ...]

    def __add__(self, other: TrendSums) -> TrendSums:
        return TrendSums(tuple(a + b for a, b in zip(self.periods, other.periods, strict=True)))


def trend_sums(events: Events, plan: TrendPlan) -> TrendSums:
    """For each period what `walk_sums` answers of it. Raises as that does."""
    walk, periods = plan.walk, plan.periods()
    kinds = Kinds.of_matching(walk.matching)
    found: list[list[WalkSums]] = [[] for _ in periods]
    for block in blocks(events, kinds, walk.breakdown.column if walk.breakdown else None):
        masks = padded(kinds.masks, block.kinds)
        for number, some in _begun(block, masks, plan):
            found[number] += block_sums(events, some, masks, periods[number])
    return TrendSums(tuple(added(parts) if parts else nothing(walk) for parts in found))


def _begun(block: Block, masks: Masks, plan: TrendPlan) -> Iterator[tuple[int, Block]]:
    """Each period's number and the people who began something in it, with those of their events that can matter."""
    walk, cuts = plan.walk, np.array(plan.cuts_us, dtype=np.int64)
    first_only = walk.mode != "any_order" and walk.count != "total"
    begins = (masks & np.uint64(1 if first_only else (1 << walk.steps) - 1)) != 0
    window = 0 if walk.count == "total" else walk.window
    inside = (block.first, block.last, block.times, block.kinds, begins, cuts, window)
    many = np.zeros(cuts.size, dtype=np.int64)
    none = np.zeros(0, dtype=np.int64)
    _spread(*inside, many, none, none, none)
    places = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(many)])
    people, low, high = (np.empty(int(places[-1]), dtype=np.int64) for _ in range(3))
    _spread(*inside, places.copy(), people, low, high)
    for number in np.flatnonzero(many):
        own = slice(places[number], places[number + 1])
        rows = people[own] + block.rows.start if isinstance(block.rows, slice) else block.rows[people[own]]
        yield int(number), Block(rows, low[own], high[own], block.times, block.kinds, block.values)


@compiled
def _spread(
    first: Ints, last: Ints, times: Ints, kinds: Codes, begins: npt.NDArray[np.bool_], cuts: Ints, window: Int,
    places: Ints, people: Ints, low: Ints, high: Ints,
) -> None:  # fmt: skip
    """Count in `places` who began something in each period; with room for them, write them from `places` on.

    From the instant of the first beginning (whose other events may stand before it) to the last that can still count.
    """
    for person in range(first.size):
        period, done = 0, -1
        for event in range(first[person], last[person]):
            t = times[event]
            if not begins[kinds[event]] or t < cuts[0]:
                continue
            while period < cuts.size - 1 and t >= cuts[period + 1]:
                period += 1
            if period == cuts.size - 1:
                break
            if period == done:
                continue
            done = period
            if people.size:
                place, row = places[period], event
                while row > first[person] and times[row - 1] == t:
                    row -= 1
                since = cuts[period + 1] - 1
                people[place], low[place] = person, row
                high[place] = event + np.searchsorted(times[event : last[person]], since + window, side="right")
            places[period] += 1
