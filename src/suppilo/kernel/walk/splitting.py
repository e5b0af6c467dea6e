"""The breakdown: the value that an event property had on the timed try's events."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.walk.blocks import Block
from suppilo.kernel.walk.bounds import at_or_after
from suppilo.kernel.walk.plan import WalkPlan

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
Array = npt.NDArray[Any]


def groups_of(
    block: Block, masks: Masks, plan: WalkPlan, people: Ints, depth: npt.NDArray[np.uint8], rows: Ints
) -> Ints:
    """The code of the value for each timed try (its person's place, depth and times); 0 is "none" or no breakdown.

    Where several events of one instant could be the one that was taken, the lowest code that is not empty counts.
    """
    groups = np.zeros(people.size, dtype=np.int64)
    if plan.breakdown is not None:
        inside = (block.first[people], block.last[people], block.times, block.kinds, masks, block.values)
        at, last = plan.breakdown.step or 0, plan.breakdown.pick == "last"
        _pick(*inside, depth, rows, at, last, plan.mode == "any_order", groups)
    return groups


@compiled
def _pick(
    first: Ints, last: Ints, times: Ints, kinds: Array, masks: Masks, values: Array, depth: npt.NDArray[np.uint8],
    rows: Ints, at: Int, backwards: bool, any_order: bool, groups: Ints,
) -> None:  # fmt: skip
    """`at` is the step to look at, from 1; 0 for the first (last, when backwards) that has a value."""
    steps = rows.shape[1]
    every = (np.uint64(1) << np.uint64(steps)) - np.uint64(1)
    for row in range(groups.size):
        deep = np.int64(depth[row])
        for n in range(deep):
            s = deep - 1 - n if backwards else n
            if at and s != at - 1:
                continue
            bit = every if any_order else np.uint64(1) << np.uint64(s)
            groups[row] = _value(first[row], last[row], times, kinds, masks, values, rows[row, s], bit)
            if groups[row]:
                break


@compiled
def _value(low: Int, high: Int, times: Ints, kinds: Array, masks: Masks, values: Array, t: Int, bits: Int) -> Int:
    """The lowest value that is not empty among the events of the instant that fit."""
    found: Int = 0
    i = at_or_after(times, low, high, t)
    while i < high and times[i] == t:
        value = np.int64(values[i])
        if masks[kinds[i]] & bits and value and (found == 0 or value < found):
            found = value
        i += 1
    return found
