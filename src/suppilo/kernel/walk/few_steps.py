"""The walk of `fast` where there are few steps: the tries of a person stay in the processor's registers.

Register k holds the latest start among the tries that have filled k steps. Fewer steps than registers are counted from
the last register back: an event of the first step fills all registers before its own as well. Events of one instant
are applied together, in the order of the steps, each time one more of them is read. No branch depends on what happened.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled, uncounted
from suppilo.kernel.interleaving import laid_over
from suppilo.kernel.walk.aside import Aside
from suppilo.kernel.walk.bounds import after_look, at_or_after
from suppilo.kernel.walk.plan import NEVER

Ints = npt.NDArray[np.int64]
Array = npt.NDArray[Any]
#: As many steps as there are registers; each costs every event a little.
FEW = 6


def bits_of(step_of: npt.NDArray[np.uint8], steps: int) -> npt.NDArray[np.uint32]:
    """The registers that an event of each kind fills, as bits; `step_of` is as in `fast`."""
    bits = np.array([*(1 << (FEW - steps + step) for step in range(steps)), 0], dtype=np.uint32)
    bits[0] = (2 << (FEW - steps)) - 1
    return bits[step_of]


@compiled
def walk_few(
    first: Ints,
    last: Ints,
    times: Ints,
    kinds: Array,
    bits_of: npt.NDArray[np.uint32],
    edges: Ints,
    steps: Int,
    window: Int,
    open_from: Int,
    timed: bool,
    depth: npt.NDArray[np.uint8],
    start: Ints,
    still: npt.NDArray[np.bool_],
    aside: Aside,
) -> None:
    """As `fast.walk_fast`, with `bits_of[kind]` for its `step_of`; at most FEW steps. Does as `aside` says."""
    unused, left_out = FEW - steps, 0
    unplaced = np.zeros(0, dtype=np.int64)
    for person in range(first.size):
        if left_out < aside.rows.size and aside.rows[left_out] == person:
            begin, end = aside.fresh_offsets[left_out], aside.fresh_offsets[left_out + 1]
            aside.offsets[left_out + 1] = laid_over(
                first[person], last[person], times, kinds, bits_of, begin, end, aside.fresh_times, aside.fresh_kinds,
                aside.times, aside.kinds, unplaced, aside.offsets[left_out],
            )  # fmt: skip
            left_out += 1
            continue
        low = at_or_after(times, first[person], last[person], edges[0])
        high = after_look(times, low, last[person], edges[2])
        if low >= high:
            continue
        middle = at_or_after(times, low, high, edges[1])
        reached, start[person] = _walk(times, kinds, bits_of, low, middle, high, unused, window, timed)
        depth[person] = reached
        if reached and reached < steps:
            still[person] = _began(times, kinds, bits_of, low, middle, open_from)


@uncounted
def _walk(
    times: Ints, kinds: Array, bits_of: Any, low: Int, middle: Int, high: Int, unused: Int, window: Int, timed: bool
) -> Any:
    """Depth and start of the timed try. Tries begin before `middle` only."""
    tries = (NEVER, NEVER, NEVER, NEVER, NEVER, NEVER)
    i, end, one = np.uint64(low), np.uint64(middle), np.uint64(1)
    before, bits, allowed = NEVER, np.uint32(0), np.uint32((1 << FEW) - 1)
    depth, start, came = unused, NEVER, NEVER
    while True:
        while i < end:
            t = times[i]
            bits = bits_of[kinds[i]] & allowed | (bits if t == before else np.uint32(0))
            before = t
            tries = _filled(tries, bits, t, window)
            i += one
            if timed:
                if bits >> depth or came == t:
                    now = _count(tries)
                    if now > depth or came == t:
                        depth, start, came = now, _latest(tries, now), t
                        if now == FEW and (i == end or times[i] != t):
                            return FEW - unused, start
            elif tries[FEW - 1] != NEVER:
                return FEW - unused, start
        if end == np.uint64(high):
            return max(_count(tries) - unused, 0), start
        end, allowed = np.uint64(high), np.uint32((1 << FEW) - (2 << unused))


@uncounted
def _filled(tries: Any, bits: Any, t: Int, window: Int) -> Any:
    """The registers after the events of one instant: a try whose window is over fills no more."""
    a, b, c, d, e, f = tries
    since = t - window
    a = t if bits & 1 else a
    b = a if (bits & 2 != 0) & (a >= since) else b
    c = b if (bits & 4 != 0) & (b >= since) else c
    d = c if (bits & 8 != 0) & (c >= since) else d
    e = d if (bits & 16 != 0) & (d >= since) else e
    f = e if (bits & 32 != 0) & (e >= since) else f
    return a, b, c, d, e, f


@uncounted
def _count(tries: Any) -> Int:
    a, b, c, d, e, f = tries
    one = np.int64(a != NEVER) + np.int64(b != NEVER) + np.int64(c != NEVER)
    return one + np.int64(d != NEVER) + np.int64(e != NEVER) + np.int64(f != NEVER)


@uncounted
def _latest(tries: Any, count: Int) -> Int:
    a, b, c, d, e, f = tries
    return a if count == 1 else b if count == 2 else c if count == 3 else d if count == 4 else e if count == 5 else f


@uncounted
def _began(times: Ints, kinds: Array, bits_of: Any, low: Int, high: Int, open_from: Int) -> bool:
    """Did a try begin in low..high at open_from or later?"""
    i = high - 1
    while i >= low and times[i] >= open_from:
        if bits_of[kinds[i]] & 1:
            return True
        i -= 1
    return False
