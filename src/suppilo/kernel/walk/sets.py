"""The walk in any order: the steps are a set, and a try fills one with each event that still can.

How many steps the events of [start, t] can fill is a rank (of a transversal matroid). `held` and `fills` keep the best
basis of the events seen: of all largest sets of events that fill steps of their own, the one with the latest events
(Edmonds 1971: greedy). Its events at or after any instant are a best basis of what happened since, so the rank of each
window is a count, and the latest start that reaches it is the earliest of those events.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.walk.plan import NEVER

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
Array = npt.NDArray[Any]


@compiled
def put(mask: Int, t: Int, held: Ints, fills: Masks, work: Ints, evict: bool) -> bool:
    """Add an event (not before those held); True when one more step is filled.

    held[s] is the time of the event that fills step s (NEVER: none) and fills[s] its mask. When no further step can be
    filled, the earliest event of the circuit makes room (`evict`), or nothing changes. `work` has room for 128.
    """
    queue, via = work[:64], work[64:128]
    seen = np.uint64(mask)
    tail = _queue(seen, -1, queue, via, 0)
    head, oldest = 0, -1
    while head < tail:
        s = queue[head]
        head += 1
        if held[s] == NEVER:
            _shift(s, mask, t, held, fills, via)
            return True
        if oldest == -1 or held[s] < held[oldest]:
            oldest = s
        fresh = fills[s] & ~seen
        seen |= fresh
        tail = _queue(fresh, s, queue, via, tail)
    if evict and oldest != -1 and held[oldest] < t:
        _shift(oldest, mask, t, held, fills, via)
    return False


@compiled
def _queue(mask: Int, came: Int, queue: Ints, via: Ints, tail: Int) -> Int:
    """Append the steps of a mask, reached through the event that fills step `came`."""
    s = 0
    while mask:
        if mask & np.uint64(1):
            queue[tail] = s
            via[s] = came
            tail += 1
        mask >>= np.uint64(1)
        s += 1
    return tail


@compiled
def _shift(s: Int, mask: Int, t: Int, held: Ints, fills: Masks, via: Ints) -> None:
    """Each event on the way moves on by one step; the new one takes the first."""
    while via[s] != -1:
        held[s], fills[s] = held[via[s]], fills[via[s]]
        s = via[s]
    held[s], fills[s] = t, mask


@compiled
def window_of(held: Ints, since: Int) -> tuple[Int, Int]:
    """How many of the events held lie at `since` or later, and the earliest of them (NEVER for none)."""
    n, earliest = 0, NEVER
    for s in range(held.size):
        if held[s] >= since and held[s] != NEVER:
            n += 1
            if earliest == NEVER or held[s] < earliest:
                earliest = held[s]
    return n, earliest
