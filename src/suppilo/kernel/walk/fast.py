"""The ordered walk where no event matches two steps: one byte and one comparison an event.

`latest[s]` is the latest start among the tries that have filled s steps; of two tries with equally many steps the one
that began later can do whatever the other can. An event that matches no step writes to a place that nobody reads, so
that the loop has no branch to mispredict. Events of one instant are applied in the order of the steps.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.walk.bounds import after_look, at_or_after
from suppilo.kernel.walk.plan import NEVER

Ints = npt.NDArray[np.int64]
Array = npt.NDArray[Any]


@compiled
def walk_fast(
    first: Ints,
    last: Ints,
    times: Ints,
    kinds: Array,
    step_of: npt.NDArray[np.uint8],
    edges: Ints,
    steps: Int,
    window: Int,
    open_from: Int,
    timed: bool,
    depth: npt.NDArray[np.uint8],
    start: Ints,
    still: npt.NDArray[np.bool_],
) -> None:
    """Fill depth, start of the timed try and openness per person. `edges` are start, stop and look of the plan.

    `step_of[kind]` is the step minus 1; `steps` for none.
    """
    latest = np.empty(steps + 2, dtype=np.int64)
    track = np.empty(3, dtype=np.int64)
    for person in range(first.size):
        low = at_or_after(times, first[person], last[person], edges[0])
        high = after_look(times, low, last[person], edges[2])
        if low >= high:
            continue
        middle = at_or_after(times, low, high, edges[1])
        for s in range(steps + 2):
            latest[s] = NEVER
        track[0], track[1], track[2] = 0, NEVER, NEVER
        ended = _run(latest, track, times, kinds, step_of, low, middle, steps, window, timed, True)
        if not ended and middle < high:
            latest[0] = NEVER
            _run(latest, track, times, kinds, step_of, middle, high, steps, window, timed, False)
        depth[person] = track[0]
        start[person] = track[1]
        if track[0] and track[0] < steps:
            still[person] = _last_start(times, kinds, step_of, low, middle, open_from)


@compiled
def deepest(latest: Ints, steps: Int) -> Int:
    """The most steps that any try has filled."""
    s = steps
    while s > 0 and latest[s] == NEVER:
        s -= 1
    return s


@compiled
def _run(
    latest: Ints,
    track: Ints,
    times: Ints,
    kinds: Array,
    step_of: npt.NDArray[np.uint8],
    low: Int,
    high: Int,
    steps: Int,
    window: Int,
    timed: bool,
    begins: bool,
) -> bool:
    """Walk over low..high; True when the last step was reached. `begins`: tries may begin here."""
    before = NEVER
    i = np.uint64(low)
    end = np.uint64(high)
    one = np.uint64(1)
    depth = np.uint64(track[0])
    whole = np.uint64(steps)
    while i < end:
        s = np.uint64(step_of[kinds[i]])
        t = times[i]
        if t == before:
            i = _instant(latest, track, times, kinds, step_of, i - one, end, steps, window, begins)
            depth = np.uint64(track[0])
            if depth == whole:
                return True
            before = NEVER
            continue
        before = t
        if begins:
            latest[0] = t
        held = latest[s]
        alive = held >= t - window
        own = latest[s + one]
        latest[s + one] = max(own, held) if alive else own
        if alive and s >= depth and s < whole:
            depth = s + one
            track[0], track[1], track[2] = depth, held, t
            if depth == whole and (not timed or i + one == end or times[i + one] != t):
                return True
        i += one
    return False


@compiled
def _instant(
    latest: Ints,
    track: Ints,
    times: Ints,
    kinds: Array,
    step_of: npt.NDArray[np.uint8],
    i: Int,
    end: Int,
    steps: Int,
    window: Int,
    begins: bool,
) -> Int:
    """Apply all events of the instant of event i, in the order of the steps; answers the first event after it."""
    t = times[i]
    bits = np.uint64(0)
    while i < end and times[i] == t:
        bits |= np.uint64(1) << np.uint64(step_of[kinds[i]])
        i += np.uint64(1)
    if begins:
        latest[0] = t
    for s in range(steps):
        if (bits >> np.uint64(s)) & np.uint64(1) and latest[s] >= t - window and latest[s] != NEVER:
            latest[s + 1] = max(latest[s + 1], latest[s])
    depth = deepest(latest, steps)
    if depth > track[0] or track[2] == t:
        track[0], track[1], track[2] = depth, latest[depth], t
    return i


@compiled
def _last_start(times: Ints, kinds: Array, step_of: npt.NDArray[np.uint8], low: Int, high: Int, open_from: Int) -> bool:
    """Did a try begin in low..high at open_from or later?"""
    i = high - 1
    while i >= low and times[i] >= open_from:
        if step_of[kinds[i]] == 0:
            return True
        i -= 1
    return False
