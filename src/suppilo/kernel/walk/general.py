"""The ordered walk where events may match several steps: each event fills one step of a try.

As in `fast`, `latest[s]` is the latest start among the tries that have filled s steps. An event alone at its instant
moves every try it can by one step, the deepest first. Events of one instant move a try as far as a matching of steps
and events goes; what is reachable only grows with the steps filled, so the deepest tries are moved first again.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.walk.assigning import forget, gather, reach
from suppilo.kernel.walk.bounds import after_look, at_or_after
from suppilo.kernel.walk.plan import NEVER

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
Array = npt.NDArray[Any]


@compiled
def walk_general(
    first: Ints,
    last: Ints,
    times: Ints,
    kinds: Array,
    masks: Masks,
    edges: Ints,
    steps: Int,
    window: Int,
    open_from: Int,
    depth: npt.NDArray[np.uint8],
    start: Ints,
    still: npt.NDArray[np.bool_],
) -> None:
    """Fill depth, start of the timed try and openness per person. `edges` are start, stop and look of the plan."""
    latest = np.empty(steps + 2, dtype=np.int64)
    track = np.empty(3, dtype=np.int64)
    count = np.zeros(masks.size, dtype=np.int64)
    lists = np.empty((3, masks.size), dtype=np.int64)
    work = np.empty(128 + masks.size, dtype=np.int64)
    bags = np.empty((2, masks.size), dtype=np.uint64)
    top, others = _moves(masks, steps)
    for person in range(first.size):
        low = at_or_after(times, first[person], last[person], edges[0])
        high = after_look(times, low, last[person], edges[2])
        if low >= high:
            continue
        latest[:] = NEVER
        track[0], track[1], track[2] = 0, NEVER, NEVER
        _run(latest, track, times, kinds, masks, top, others, low, high, edges[1], window, count, lists, work, bags)
        depth[person] = track[0]
        start[person] = track[1]
        if track[0] and track[0] < steps:
            still[person] = _last_start(times, kinds, masks, low, high, edges[1], open_from)


@compiled
def _moves(masks: Masks, steps: Int) -> tuple[npt.NDArray[np.uint8], Masks]:
    """The last step of each kind's mask (`steps` for none), and the mask of the others."""
    top = np.full(masks.size, steps, dtype=np.uint8)
    others = np.zeros(masks.size, dtype=np.uint64)
    for kind in range(masks.size):
        others[kind] = masks[kind] & ((np.uint64(1) << np.uint64(steps)) - np.uint64(1))
        for s in range(steps):
            if (others[kind] >> np.uint64(s)) & np.uint64(1):
                top[kind] = s
        if top[kind] < steps:
            others[kind] ^= np.uint64(1) << np.uint64(top[kind])
    return top, others


@compiled
def _run(
    latest: Ints, track: Ints, times: Ints, kinds: Array, masks: Masks, top: npt.NDArray[np.uint8], others: Masks,
    low: Int, high: Int, stop: Int, window: Int, count: Ints, lists: Ints, work: Ints, bags: Masks,
) -> None:  # fmt: skip
    """Walk over low..high; track becomes depth, start and when the depth was reached."""
    whole, one = np.uint64(latest.size - 2), np.uint64(1)
    i, end = np.uint64(low), np.uint64(high)
    depth = np.uint64(0)
    while i < end and depth < whole:
        t = times[i]
        latest[0] = t if t < stop else NEVER
        if i + one < end and times[i + one] == t:
            i = np.uint64(_instant(latest, times, kinds, masks, i, end, window, count, lists, work, bags))
            to = depth
            while to < whole and latest[to + one] != NEVER:
                to += one
            if to > depth:
                depth = to
                track[0], track[1], track[2] = depth, latest[depth], t
            continue
        kind = kinds[i]
        i += one
        s = np.uint64(top[kind])
        rest = others[kind]
        while True:  # no step at all is s = whole: it writes to a place that nobody reads
            held, own = latest[s], latest[s + one]
            alive = held >= t - window
            latest[s + one] = max(own, held) if alive else own
            if alive and s >= depth and s < whole:
                depth = s + one
                track[0], track[1], track[2] = depth, held, t
            if not rest:
                break
            s -= one
            while not (rest >> s) & one:
                s -= one
            rest ^= one << s


@compiled
def _instant(
    latest: Ints, times: Ints, kinds: Array, masks: Masks, first: Int, high: Int, window: Int,
    count: Ints, lists: Ints, work: Ints, bags: Masks,
) -> Int:  # fmt: skip
    """Move every try as far as the events of the instant allow; answers the first event after it."""
    steps = latest.size - 2
    t = times[first]
    wanted = (np.uint64(1) << np.uint64(steps)) - np.uint64(1)
    union: Int = np.uint64(0)
    several: Int = np.uint64(0)
    i = first
    while i < high and times[i] == t:
        mask = masks[kinds[i]] & wanted
        several |= mask & (mask - np.uint64(1))
        union |= mask
        i += np.uint64(1)
    if not several:  # each event fits one step: no two steps compete for one
        for s in range(steps):
            if (union >> np.uint64(s)) & np.uint64(1) and latest[s] != NEVER and latest[s] >= t - window:
                latest[s + 1] = max(latest[s + 1], latest[s])
        return i
    found, _ = gather(times, kinds, masks, wanted, np.int64(first), np.int64(high), count, lists[0])
    for c in range(found):
        bags[0, c] = masks[lists[0, c]]
        lists[1, c] = count[lists[0, c]]
    for s in range(steps - 1, -1, -1):
        held = latest[s]
        if held < t - window or not (union >> np.uint64(s)) & np.uint64(1):
            continue
        far = reach(s, steps, bags[0], lists[1], found, bags[1], work)
        for to in range(s + 1, far + 1):
            latest[to] = max(latest[to], held)
    forget(count, lists[0], found)
    return i


@compiled
def _last_start(times: Ints, kinds: Array, masks: Masks, low: Int, high: Int, stop: Int, open_from: Int) -> bool:
    """Did a try begin in low..high, at open_from or later and before stop?"""
    i = high - 1
    while i >= low and times[i] >= open_from:
        if times[i] < stop and masks[kinds[i]] & np.uint64(1):
            return True
        i -= 1
    return False
