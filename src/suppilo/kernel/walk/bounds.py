"""Places in a person's times."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled

Ints = npt.NDArray[np.int64]


@compiled
def at_or_after(times: Ints, low: Int, high: Int, t: Int) -> Int:
    """The first place in low..high whose time is not before t; high when there is none."""
    if low >= high or times[low] >= t:
        return low
    if times[high - 1] < t:
        return high
    while low < high:
        middle = (low + high) // 2
        if times[middle] < t:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def after_look(times: Ints, low: Int, high: Int, look: Int) -> Int:
    """The first place in low..high whose time is after the look: later events are not known."""
    return high if low >= high or times[high - 1] <= look else at_or_after(times, low, high, look + 1)
