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
    latest = np.empty(steps + 1, dtype=np.int64)
    track = np.empty(3, dtype=np.int64)
    count = np.zeros(masks.size, dtype=np.int64)
    lists = np.empty((3, masks.size), dtype=np.int64)
    work = np.empty(128 + masks.size, dtype=np.int64)
    bags = np.empty((2, masks.size), dtype=np.uint64)
    moves, places = _moves(masks, steps)
    for person in range(first.size):
        low = at_or_after(times, first[person], last[person], edges[0])
        high = after_look(times, low, last[person], edges[2])
        if low >= high:
            continue
        latest[:] = NEVER
        track[0], track[1], track[2] = 0, NEVER, NEVER
        _run(latest, track, times, kinds, masks, moves, places, low, high, edges[1], window, count, lists, work, bags)
        depth[person] = track[0]
        start[person] = track[1]
        if track[0] and track[0] < steps:
            still[person] = _last_start(times, kinds, masks, low, high, edges[1], open_from)


@compiled
def _moves(masks: Masks, steps: Int) -> tuple[npt.NDArray[np.uint8], Ints]:
    """The steps of each kind's mask, from the last to the first; those of kind i are places[i]:places[i+1]."""
    places = np.zeros(masks.size + 1, dtype=np.int64)
    moves = np.empty(masks.size * steps, dtype=np.uint8)
    at = 0
    for kind in range(masks.size):
        for s in range(steps - 1, -1, -1):
            if (masks[kind] >> np.uint64(s)) & np.uint64(1):
                moves[at] = s
                at += 1
        places[kind + 1] = at
    return moves, places


@compiled
def _run(
    latest: Ints,
    track: Ints,
    times: Ints,
    kinds: Array,
    masks: Masks,
    moves: npt.NDArray[np.uint8],
    places: Ints,
    low: Int,
    high: Int,
    stop: Int,
    window: Int,
    count: Ints,
    lists: Ints,
    work: Ints,
    bags: Masks,
) -> None:
    """Walk over low..high; track becomes depth, start and when the depth was reached."""
    steps = latest.size - 1
    i = low
    while i < high:
        kind = np.uint64(kinds[i])
        a, b = places[kind], places[kind + np.uint64(1)]
        t = times[i]
        if i + 1 < high and times[i + 1] == t:
            latest[0] = t if t < stop else NEVER
            i = _instant(latest, times, kinds, masks, i, high, window, count, lists, work, bags)
            depth = track[0]
            while depth < steps and latest[depth + 1] != NEVER:
                depth += 1
            if depth > track[0]:
                track[0], track[1], track[2] = depth, latest[depth], t
        else:
            i += 1
            if a == b:
                continue
            latest[0] = t if t < stop else NEVER
            for j in range(a, b):
                s = np.uint64(moves[j])
                held = latest[s]
                if held >= t - window:
                    to = s + np.uint64(1)
                    latest[to] = max(latest[to], held)
                    if to > track[0]:
                        track[0], track[1], track[2] = to, held, t
        if track[0] == steps:
            return


@compiled
def _instant(
    latest: Ints,
    times: Ints,
    kinds: Array,
    masks: Masks,
    i: Int,
    high: Int,
    window: Int,
    count: Ints,
    lists: Ints,
    work: Ints,
    bags: Masks,
) -> Int:
    """Move every try as far as the events of the instant allow; answers the first event after it."""
    steps = latest.size - 1
    t = times[i]
    wanted = (np.uint64(1) << np.uint64(steps)) - np.uint64(1)
    found, i = gather(times, kinds, masks, wanted, i, high, count, lists[0])
    union = np.uint64(0)
    for c in range(found):
        bags[0, c] = masks[lists[0, c]]
        lists[1, c] = count[lists[0, c]]
        union |= bags[0, c]
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
