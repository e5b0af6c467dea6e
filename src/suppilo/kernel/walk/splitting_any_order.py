"""Which event of an instant can have been taken in any order, where several happened at once.

Whatever of an instant a try takes, the events up to it can fill the same steps: so an event can have been taken there
exactly when it fills one more step than those before its instant do, put first among its own (`sets`). Of events that
void a try only one can be in it, as its first.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.walk.bounds import at_or_after
from suppilo.kernel.walk.plan import NEVER
from suppilo.kernel.walk.sets import put

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
Array = npt.NDArray[Any]


@compiled
def can_be(inside: Any, at: Ints, s: Int, steps: Int, exclusions: Int, taken: Int) -> bool:
    """Whether the event `taken` can be the one at `at[s]` of a try with these times."""
    low, high, times, kinds, masks = inside[:5]
    one = np.uint64(1)
    every = (one << np.uint64(steps)) - one
    voids = ((one << np.uint64(steps + exclusions)) - one) & ~every
    plain = masks[kinds[taken]] & voids == 0
    begin = at_or_after(times, low, high, at[0])
    if plain and _goes(times, kinds, masks, begin, high, at, -1, taken, every, voids, steps):
        return True
    i = begin
    while i < high and times[i] == at[0]:
        first = masks[kinds[i]] & voids and masks[kinds[i]] & every
        fits = s > 0 if plain else s == 0 and i == taken
        if first and fits and _goes(times, kinds, masks, begin, high, at, i, taken, every, voids, steps):
            return True
        i += 1
    return False


@compiled
def _goes(
    times: Ints, kinds: Array, masks: Masks, i: Int, high: Int, at: Ints, first: Int, taken: Int, every: Int,
    voids: Int, steps: Int,
) -> bool:  # fmt: skip
    """Whether a try from i's instant on fills its steps at these times. `first` (-1: none) voids, and begins it."""
    held, fills = np.full(steps, NEVER, dtype=np.int64), np.empty(steps, dtype=np.uint64)
    work = np.empty(128, dtype=np.int64)
    filled, due = 0, 0
    if first != -1:
        filled += put(masks[kinds[first]] & every, at[0], held, fills, work, False)
    while i < high and due < at.size:
        t = times[i]
        while due < at.size and at[due] <= t:
            due += 1
        if times[taken] == t and taken != first:
            if not put(masks[kinds[taken]] & every, t, held, fills, work, False):
                return False
            filled += 1
        while i < high and times[i] == t:
            if i != taken and masks[kinds[i]] & voids == 0:
                filled += put(masks[kinds[i]] & every, t, held, fills, work, False)
            i += 1
        if filled != due:
            return False
    return filled == at.size
