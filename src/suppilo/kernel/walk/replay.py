"""The timed try of the ordered walk, step by step: from its start each step is taken as early as it can be."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.walk.assigning import forget, gather, reach
from suppilo.kernel.walk.bounds import at_or_after

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
Array = npt.NDArray[Any]


@compiled
def gaps_of(
    first: Ints,
    last: Ints,
    times: Ints,
    kinds: Array,
    masks: Masks,
    depth: npt.NDArray[np.uint8],
    start: Ints,
    gaps: Ints,
    places: Ints,
) -> None:
    """Write the microseconds between steps s and s+1 of each person who made it to gaps[places[s]:], person by person.

    `places` moves on.
    """
    taken = np.empty(64, dtype=np.int64)
    count = np.zeros(masks.size, dtype=np.int64)
    lists = np.empty((3, masks.size), dtype=np.int64)
    work = np.empty(128 + masks.size, dtype=np.int64)
    bags = np.empty((2, masks.size), dtype=np.uint64)
    for person in range(first.size):
        if depth[person] < 2:
            continue
        low = at_or_after(times, first[person], last[person], start[person])
        _replay(times, kinds, masks, low, last[person], np.int64(depth[person]), taken, count, lists, work, bags)
        for s in range(np.int64(depth[person]) - 1):
            gaps[places[s]] = taken[s + 1] - taken[s]
            places[s] += 1


@compiled
def times_of(
    first: Ints,
    last: Ints,
    times: Ints,
    kinds: Array,
    masks: Masks,
    depth: npt.NDArray[np.uint8],
    start: Ints,
    rows: Ints,
) -> None:
    """Write when each step was taken to the first columns of the person's row."""
    count = np.zeros(masks.size, dtype=np.int64)
    lists = np.empty((3, masks.size), dtype=np.int64)
    work = np.empty(128 + masks.size, dtype=np.int64)
    bags = np.empty((2, masks.size), dtype=np.uint64)
    for person in range(first.size):
        if depth[person]:
            low = at_or_after(times, first[person], last[person], start[person])
            taken = rows[person]
            _replay(times, kinds, masks, low, last[person], np.int64(depth[person]), taken, count, lists, work, bags)


@compiled
def _replay(
    times: Ints,
    kinds: Array,
    masks: Masks,
    i: Int,
    end: Int,
    depth: Int,
    taken: Ints,
    count: Ints,
    lists: Ints,
    work: Ints,
    bags: Masks,
) -> None:
    filled = 0
    while filled < depth and i < end:
        t = times[i]
        if i + 1 < end and times[i + 1] == t:
            before = filled
            filled, i = _instant(times, kinds, masks, i, end, filled, depth, count, lists, work, bags)
            taken[before:filled] = t
        else:
            if (masks[kinds[i]] >> np.uint64(filled)) & np.uint64(1):
                taken[filled] = t
                filled += 1
            i += 1


@compiled
def _instant(
    times: Ints,
    kinds: Array,
    masks: Masks,
    i: Int,
    end: Int,
    filled: Int,
    depth: Int,
    count: Ints,
    lists: Ints,
    work: Ints,
    bags: Masks,
) -> tuple[Int, Int]:
    wanted = ((np.uint64(1) << np.uint64(depth)) - np.uint64(1)) >> np.uint64(filled) << np.uint64(filled)
    found, i = gather(times, kinds, masks, wanted, i, end, count, lists[0])
    for c in range(found):
        bags[0, c] = masks[lists[0, c]]
        lists[1, c] = count[lists[0, c]]
    if found:
        filled = reach(filled, depth, bags[0], lists[1], found, bags[1], work)
    forget(count, lists[0], found)
    return filled, i
