"""The timed try where further is not always better: first backwards from its end, then forwards.

At each instant the try goes to the highest level from which it still comes to its depth when it did, unvoided: that
makes its times the earliest, compared step by step.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.walk.bounds import at_or_after
from suppilo.kernel.walk.following import wanted_bits
from suppilo.kernel.walk.plan import NEVER
from suppilo.kernel.walk.variants import classes_of, forbidden, outcomes

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
Array = npt.NDArray[Any]


@compiled
def retrace(
    first: Ints, last: Ints, times: Ints, kinds: Array, masks: Masks, exclusions: Ints, strict: bool, steps: Int,
    window: Int, look: Int, depth: npt.NDArray[np.uint8], start: Ints, came: Ints, rows: Ints,
) -> None:  # fmt: skip
    """Write when each step was taken to the first columns of the person's row (NEVER elsewhere)."""
    banned = forbidden(masks, steps, exclusions)
    wanted = wanted_bits(steps, exclusions.shape[0], strict)
    count = np.zeros(masks.size, dtype=np.int64)
    lists = np.empty((2, masks.size), dtype=np.int64)
    bags = np.empty((6, masks.size), dtype=np.uint64)
    work = np.empty(128 + masks.size, dtype=np.int64)
    good = np.empty(64, dtype=np.uint64)
    places = np.empty(64, dtype=np.int64)
    for person in range(first.size):
        rows[person, :] = NEVER
        deep, end = np.int64(depth[person]), start[person] + window
        if deep == 0:
            continue
        if came[person] == start[person]:
            rows[person, :deep] = start[person]
            continue
        i = at_or_after(times, first[person], last[person], start[person])
        high = at_or_after(times, i, last[person], (came[person] if deep == steps else min(end, look)) + 1)
        while good.size < high - i + 1:
            good = np.empty(2 * good.size, dtype=np.uint64)
            places = np.empty(2 * places.size, dtype=np.int64)
        n = _instants(times, i, high, places)
        good[n - 1] = np.uint64(1) << np.uint64(deep)
        for j in range(n - 1, 0, -1):
            found, _ = classes_of(times, kinds, masks, banned, wanted, steps, places[j], high, count, lists, bags)
            good[j - 1] = _before(
                times[places[j]], came[person], deep, good[j], strict, steps, bags, lists[1], found, work
            )
        level = 0
        for j in range(n):
            t = times[places[j]]
            if t == came[person]:
                rows[person, level:deep] = t
                break
            found, _ = classes_of(times, kinds, masks, banned, wanted, steps, places[j], high, count, lists, bags)
            alive, _ended = outcomes(level, steps, strict, bags, lists[1], found, work)
            to = _highest(alive & good[j])
            rows[person, level:to] = t
            level = to


@compiled
def _instants(times: Ints, i: Int, high: Int, places: Ints) -> Int:
    """Write the places in i..high at which instants begin, and high behind them; answers how many there are."""
    n = 0
    while i < high:
        places[n] = i
        n += 1
        t = times[i]
        while i < high and times[i] == t:
            i += 1
    places[n] = high
    return n


@compiled
def _before(
    t: Int, came: Int, deep: Int, good: Int, strict: bool, steps: Int, bags: Masks, room: Ints, found: Int, work: Ints
) -> Int:
    """The levels before an instant from which the try comes to one that is good after it."""
    one = np.uint64(1)
    goal = one << np.uint64(deep)
    levels = np.uint64(0)
    for level in range(deep if t > came else 1, deep + 1 if t > came else deep):
        alive, ended = outcomes(level, steps, strict, bags, room, found, work)
        if t < came:
            fits = (alive & good & ~goal) != 0
        else:
            fits = (ended & goal) != 0 or (alive & goal & (good | (one << np.uint64(steps)))) != 0
        if fits:
            levels |= one << np.uint64(level)
    return levels


@compiled
def _highest(bits: Int) -> Int:
    """The place of the highest bit that is set; 0 for none."""
    n = 0
    bits = np.uint64(bits) >> np.uint64(1)
    while bits:
        bits >>= np.uint64(1)
        n += 1
    return n
