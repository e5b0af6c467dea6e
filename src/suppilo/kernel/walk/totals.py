"""Counting events instead of people: every event that matches a step."""

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


def count_events(block: Block, masks: Masks, plan: WalkPlan) -> Ints:
    """Events in the period that match step i+1, those known when we look."""
    of_kind = np.zeros(masks.size, dtype=np.int64)
    _tally(block.first, block.last, block.times, block.kinds, plan.start, min(plan.stop, plan.look + 1), of_kind)
    bits = (masks[:, None] >> np.arange(plan.steps, dtype=np.uint64)[None, :]) & np.uint64(1)
    counts: Ints = (bits.astype(np.int64) * of_kind[:, None]).sum(axis=0)
    return counts


@compiled
def _tally(first: Ints, last: Ints, times: Ints, kinds: npt.NDArray[Any], start: Int, stop: Int, of_kind: Ints) -> None:
    for person in range(first.size):
        low = at_or_after(times, first[person], last[person], start)
        for i in range(low, at_or_after(times, low, last[person], stop)):
            of_kind[kinds[i]] += 1
