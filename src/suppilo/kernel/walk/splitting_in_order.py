"""Which event of an instant can have been taken in order, where several happened at once.

The try has its times, so it stands on the same steps before and after the instant whichever event it took. An event can
be the one when the other steps of the instant find events of their own and what is left over can be passed: in strict
mode nothing may be left but before the first step and after the last, or after the event that ends the try; else
whatever fits or voids the try on every step it stands on has to be taken (see `variants`, whose argument this is).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.walk.assigning import assign

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
_BREAKER = 63


@compiled
def can_be_in_order(inside: Any, at: Ints, s: Int, steps: Int, asked: Any, begin: Int, end: Int, taken: Int) -> bool:
    """Whether the event `taken`, of the instant begin..end, can be the one at `at[s]` of a try with these times."""
    kinds, masks = inside[3], inside[4]
    _, strict, exclusions, window, look = asked
    low = s
    while low > 0 and at[low - 1] == at[s]:
        low -= 1
    high = s + 1
    while high < at.size and at[high] == at[s]:
        high += 1
    fits = np.empty(end - begin, dtype=np.uint64)
    for i in range(begin, end):
        fits[i - begin] = masks[kinds[i]] if i != taken else np.uint64(0)
    if not _all_find(fits, low, high, s, False):
        return False
    if exclusions == 0 or high == steps:
        return True
    if not strict:
        return low == 0 or _passes(inside, begin, end, taken, low, high, s)
    if high < at.size:
        return True
    alone = low == 0 or _looked_at(inside, begin, end) == high - low
    if alone and _ends_clean(inside, end, high, min(at[0] + window, look)):
        return True
    for i in range(begin, end):
        if i != taken and _concerns(inside, i) and not (_concerns(inside, i) >> np.uint64(high)) & np.uint64(1):
            fits[i - begin] |= np.uint64(1) << np.uint64(_BREAKER)
        else:
            fits[i - begin] &= ~(np.uint64(1) << np.uint64(_BREAKER))
    return _all_find(fits, low, high, s, True)


@compiled
def _all_find(fits: Masks, low: Int, high: Int, s: Int, breaker: bool) -> bool:
    """Do the steps low..high, `s` left out, find an event each; and beside them one that ends the try?"""
    count = fits.size
    room, given = np.ones(count, dtype=np.int64), np.zeros(count, dtype=np.uint64)
    work = np.empty(128 + count, dtype=np.int64)
    for step in range(low, high):
        if step != s and not assign(step, fits, room, count, given, work):
            return False
    return not breaker or assign(_BREAKER, fits, room, count, given, work)


@compiled
def _passes(inside: Any, begin: Int, end: Int, taken: Int, low: Int, high: Int, s: Int) -> bool:
    """Do all events that cannot be passed on any step from low to high find one of those steps, `s` left out?"""
    kinds, masks = inside[3], inside[4]
    one = np.uint64(1)
    visited = ((one << np.uint64(high + 1)) - one) & ~((one << np.uint64(low)) - one)
    forced = 0
    for i in range(begin, end):
        forced += i != taken and not visited & ~_concerns(inside, i)
        if forced >= high - low:
            return False
    fits = np.zeros(forced, dtype=np.uint64)
    n = 0
    for i in range(begin, end):
        if i != taken and not visited & ~_concerns(inside, i):
            fits[n] = masks[kinds[i]]
            n += 1
    room, given = np.ones(forced, dtype=np.int64), np.zeros(forced, dtype=np.uint64)
    work = np.empty(128 + forced, dtype=np.int64)
    placed = 0
    for step in range(low, high):
        if step != s and placed < forced and assign(step, fits, room, forced, given, work):
            placed += 1
    return placed == forced


@compiled
def _concerns(inside: Any, i: Int) -> Int:
    """The steps it fills and those on which it voids a try; what is looked at has one of these bits or one above."""
    return inside[4][inside[3][i]] | inside[7][inside[3][i]]


@compiled
def _looked_at(inside: Any, begin: Int, end: Int) -> Int:
    """How many events of the instant are looked at."""
    count = 0
    for i in range(begin, end):
        count += _concerns(inside, i) != 0
    return count


@compiled
def _ends_clean(inside: Any, i: Int, level: Int, until: Int) -> bool:
    """A try on this step sees nothing more from i on until then, or first something that ends but does not void it."""
    last, times = inside[1], inside[2]
    seen = False
    while i < last and times[i] <= until:
        concerns = _concerns(inside, i)
        if concerns and not (concerns >> np.uint64(level)) & np.uint64(1):
            return True
        if concerns:
            seen, until = True, times[i]
        i += 1
    return not seen
