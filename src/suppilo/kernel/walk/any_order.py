"""The walk in any order, person by person (`sets` keeps what the events seen can fill).

An excluded event voids every try that runs, so events fall into stretches between excluded ones. Inside a stretch the
tries that end clean are those that began early enough to be over before the next excluded event, or that fill all
steps before it. Of the events at its instant those that are not excluded may come before it and after it; an excluded
one that fits a step may start a try, but only one of them, which is the same as a single event that fits what any does.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.walk.bounds import after_look, at_or_after
from suppilo.kernel.walk.plan import ALWAYS, NEVER
from suppilo.kernel.walk.sets import put, window_of

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
Array = npt.NDArray[Any]


@compiled
def walk_any_order(
    first: Ints, last: Ints, times: Ints, kinds: Array, masks: Masks, exclusions: Int, edges: Ints, steps: Int,
    window: Int, open_from: Int, depth: npt.NDArray[np.uint8], start: Ints, still: npt.NDArray[np.bool_],
) -> None:  # fmt: skip
    """Fill depth, start of the timed try and openness per person."""
    one = np.uint64(1)
    every = (one << np.uint64(steps)) - one
    voids = ((one << np.uint64(steps + exclusions)) - one) & ~every
    held = np.empty(steps, dtype=np.int64)
    fills = np.empty(steps, dtype=np.uint64)
    work = np.empty(128, dtype=np.int64)
    best = np.empty(3, dtype=np.int64)
    for person in range(first.size):
        i = at_or_after(times, first[person], last[person], edges[0])
        high = after_look(times, i, last[person], edges[2])
        best[0], best[1], best[2] = 0, NEVER, NEVER
        held[:] = NEVER
        begun = _stretches(times, kinds, masks, every, voids, i, high, edges[1], window, held, fills, work, best)
        depth[person], start[person] = best[0], best[1]
        still[person] = 0 < best[0] < steps and begun >= open_from and begun != NEVER


@compiled
def _stretches(
    times: Ints, kinds: Array, masks: Masks, every: Int, voids: Int, i: Int, high: Int, stop: Int, window: Int,
    held: Ints, fills: Masks, work: Ints, best: Ints,
) -> Int:  # fmt: skip
    """Walk over i..high; best becomes depth and start. Answers the last start of a try that was not voided."""
    steps = held.size
    clean: Int = NEVER  # the last start in this stretch that ends clean
    begun: Int = NEVER  # the last start in this stretch
    void_at = next_void(times, kinds, masks, voids, i, high)
    while i < high and best[0] < steps:
        t = times[i]
        if t == void_at:
            j = add(times, kinds, masks, every, voids, i, high, held, fills, work, True)
            if j[1] and t < stop:
                begun = t
            _offer(best, held, t, window, begun, stop - 1, steps)
            void_at = next_void(times, kinds, masks, voids, j[0], high)
            held[:] = NEVER
            j = add(times, kinds, masks, every, voids, i, high, held, fills, work, True)
            both = j[2] | j[1]
            if j[2]:
                put(j[2], t, held, fills, work, True)
            clean, begun = NEVER, NEVER
        else:
            j = add(times, kinds, masks, every, voids, i, high, held, fills, work, True)
            both = j[1]
        i = j[0]
        if not both:
            continue
        limit = stop - 1 if void_at == ALWAYS else min(stop, void_at - window) - 1
        if t < stop:
            begun = t
        if t <= limit:
            clean = t
        _offer(best, held, t, window, begun, stop - 1, steps)
        _offer(best, held, t, window, clean, limit, 1)
    return begun


@compiled
def _offer(best: Ints, held: Ints, t: Int, window: Int, latest: Int, limit: Int, least: Int) -> None:
    """Keep a deeper try, or of one instant a later one, that fills at least `least` steps and began by the limit.

    `latest` is the last start by the limit.
    """
    n, earliest = window_of(held, t - window)
    if n < max(best[0], least):
        return
    if earliest > limit:
        if latest < t - window or latest == NEVER:
            return
        earliest = latest
    if n > best[0] or (best[2] == t and earliest > best[1]):
        best[0], best[1], best[2] = n, earliest, t


@compiled
def next_void(times: Ints, kinds: Array, masks: Masks, voids: Int, i: Int, high: Int) -> Int:
    """When the next excluded event comes; ALWAYS for never."""
    if voids:
        while i < high:
            if masks[kinds[i]] & voids:
                return times[i]
            i += 1
    return ALWAYS


@compiled
def add(
    times: Ints, kinds: Array, masks: Masks, every: Int, voids: Int, i: Int, high: Int, held: Ints, fills: Masks,
    work: Ints, evict: bool,
) -> tuple[Int, Int, Int]:  # fmt: skip
    """Put the events of the instant of event i that are not excluded.

    Answers the first event after them, the steps they fit, and the steps that excluded ones fit.
    """
    t = times[i]
    plain, excluded = np.uint64(0), np.uint64(0)
    while i < high and times[i] == t:
        mask = masks[kinds[i]]
        if mask & voids:
            excluded |= mask & every
        elif mask & every:
            plain |= mask & every
            put(mask & every, t, held, fills, work, evict)
        i += 1
    return np.int64(i), plain, excluded


@compiled
def replay_any_order(
    first: Ints, last: Ints, times: Ints, kinds: Array, masks: Masks, exclusions: Int, steps: Int,
    depth: npt.NDArray[np.uint8], start: Ints, rows: Ints,
) -> None:  # fmt: skip
    """Write when the timed try filled its steps, in order of time, to the first columns of the person's row."""
    one = np.uint64(1)
    every = (one << np.uint64(steps)) - one
    voids = ((one << np.uint64(steps + exclusions)) - one) & ~every
    held = np.empty(steps, dtype=np.int64)
    fills = np.empty(steps, dtype=np.uint64)
    work = np.empty(128, dtype=np.int64)
    for person in range(first.size):
        rows[person, :] = NEVER
        held[:] = NEVER
        filled = 0
        i = at_or_after(times, first[person], last[person], start[person])
        while filled < depth[person] and i < last[person]:
            t = times[i]
            j = add(times, kinds, masks, every, voids, i, last[person], held, fills, work, False)
            if t == start[person] and j[2]:
                put(j[2], t, held, fills, work, False)
            i = j[0]
            n, _ = window_of(held, start[person])
            n = min(n, np.int64(depth[person]))
            rows[person, filled:n] = t
            filled = n
