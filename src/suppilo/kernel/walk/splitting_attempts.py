"""Which value each step of an attempt may have had, where several events happened at one instant.

The attempts of an instant follow the best order of its events (see `attempts`), and often several orders are as good.
An event can have been a step's when one of the best orders takes it for that step of that attempt, and the attempt is
not voided afterwards. The table of the best ways to each point is there already; it is walked once more from its end.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.walk.variants import FORBIDDEN, MASK

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
Array = npt.NDArray[Any]


@compiled
def moved(at: Int, void: Int, done: Int, level: Int, steps: Int, begins: bool, bags: Masks, c: Int) -> Any:
    """What one more event of class c makes of an attempt on step `at`: (step, void, attempts done, taken, lost).

    `void` says whether the attempt that ran before the instant (on `level`) is void. `taken` is the step that the
    event filled, -1 for none; `lost` whether it voided the attempt that it met.
    """
    one = np.uint64(1)
    to, was_void, taken, lost = at, void, -1, False
    if to and (bags[FORBIDDEN, c] >> np.uint64(to)) & one:
        # only the attempt that ran before can be void at its own level or above without having completed
        was_void = 1 if level and done == 0 else void
        to, lost = 0, True
    if (to or begins) and (bags[MASK, c] >> np.uint64(to)) & one:
        taken = to
        to += 1
    more = done + (1 if to == steps else 0)
    return to % steps, was_void, more, taken, lost


@compiled
def told_at(
    most: npt.NDArray[np.int32], after: Int, voided: Int, level: Int, begins: bool, bags: Masks, room: Ints, found: Int,
    instant: Any,
) -> Ints:  # fmt: skip
    """`told[k, s]`: the code of the least value that step s of the k-th attempt of an instant can have; 0 for none.

    The 0th is the attempt that ran before, or the one after it where it was voided. `most` is the table of the best
    ways, `after` and `voided` where they end. The instant is (its first event, the first after it, all kinds, values
    and ranks, and the room and kinds of classes).
    """
    begin, end, kinds, values, ranks, count, lists = instant
    points, steps = most.shape[0], most.shape[1]
    attempts = most[points - 1, after, voided] + 1
    if end - begin == 1:
        return np.full((attempts, steps), np.int64(values[begin]))
    told = np.zeros((attempts, steps), dtype=np.int64)
    least = _least(begin, end, kinds, values, ranks, count, lists, found)
    # Of each point: may a best way pass it, and may it then leave the attempt that runs there unharmed?
    best, kept = np.zeros(most.shape, dtype=np.bool_), np.zeros(most.shape, dtype=np.bool_)
    best[points - 1, after, voided] = kept[points - 1, after, voided] = True
    for point in range(points - 2, -1, -1):
        for at in range(steps):
            for void in range(2):
                done = np.int64(most[point, at, void])
                rest, stride = point, 1
                for c in range(found):
                    used = rest % (room[c] + 1)
                    rest //= room[c] + 1
                    if done >= 0 and used < room[c]:
                        to, now, more, taken, lost = moved(at, void, done, level, steps, begins, bags, c)
                        if best[point + stride, to, now] and most[point + stride, to, now] == more:
                            best[point, at, void] = True
                            unharmed = more > done or kept[point + stride, to, now]
                            kept[point, at, void] |= unharmed and not lost
                            if taken >= 0 and unharmed:
                                told[done, taken] = _less(told[done, taken], least[c], ranks)
                    stride *= room[c] + 1
    return told


@compiled
def _least(
    begin: Int, end: Int, kinds: Array, values: Array, ranks: Ints, count: Ints, lists: Ints, found: Int
) -> Ints:
    """The least value that is not empty among the events of each class (their kinds are in `lists[0]`)."""
    least = np.zeros(found, dtype=np.int64)
    for c in range(found):
        count[lists[0, c]] = c + 1
    for event in range(begin, end):
        c = count[np.int64(kinds[event])] - 1
        if c >= 0:
            least[c] = _less(least[c], np.int64(values[event]), ranks)
    for c in range(found):
        count[lists[0, c]] = 0
    return least


@compiled
def _less(one: Int, other: Int, ranks: Ints) -> Int:
    """The lesser of two values of which either may be none."""
    return other if other and (one == 0 or ranks[other] < ranks[one]) else one
