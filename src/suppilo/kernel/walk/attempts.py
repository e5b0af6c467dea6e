"""The ordered walk counted in attempts: one try at a time; while it runs no other starts.

Events of one instant are taken in the order that completes most attempts there, then leaves the running one furthest,
then keeps the one that runs. The orders are not tried one by one: what matters is how many events of each kind are
used up and where the attempt stands, and the best way to each such point is kept (`_best_order`). For a breakdown the
values of the events are kept as well; which of several tied ones counts, `splitting_attempts` says.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.walk.bounds import after_look, at_or_after
from suppilo.kernel.walk.plan import NEVER
from suppilo.kernel.walk.splitting_attempts import moved, told_at
from suppilo.kernel.walk.variants import MASK, classes_of, forbidden

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
Array = npt.NDArray[Any]
#: More points than this (events of several kinds at one instant) are refused.
MOST_POINTS = 1 << 24
#: Columns of an attempt's head: person, depth, and 1 when its window is not over.
PERSON, DEPTH, OPEN = 0, 1, 2


@compiled
def walk_attempts(
    first: Ints, last: Ints, times: Ints, kinds: Array, masks: Masks, exclusions: Ints, edges: Ints, steps: Int,
    window: Int, open_from: Int, values: Array, ranks: Ints,
) -> tuple[Ints, Ints, bool]:  # fmt: skip
    """All attempts: heads (person's place, depth, open) and rows; False when an instant is too full.

    A row has the times of the steps and, where there are `values` (codes, an event each; `ranks` say which is less),
    then the codes of the steps' values.
    """
    banned = forbidden(masks, steps, exclusions)
    wanted = (np.uint64(1) << np.uint64(steps + exclusions.shape[0])) - np.uint64(1)
    count = np.zeros(masks.size, dtype=np.int64)
    lists = np.empty((2, masks.size), dtype=np.int64)
    bags = np.empty((6, masks.size), dtype=np.uint64)
    heads = np.empty((64, 3), dtype=np.int64)
    rows = np.empty((64, 2 * steps if values.size else steps), dtype=np.int64)
    taken = np.empty(rows.shape[1], dtype=np.int64)
    n = 0
    for person in range(first.size):
        i = at_or_after(times, first[person], last[person], edges[0])
        high = after_look(times, i, last[person], edges[2])
        level = 0
        while i < high:
            t, begin = times[i], i
            found, i = classes_of(times, kinds, masks, banned, wanted, steps, i, high, count, lists, bags)
            if not found:
                continue
            if level and t - taken[0] > window:
                heads, rows, n = _keep(heads, rows, n, person, level, 0, steps, taken)
                level = 0
            if level == 0 and t >= edges[1]:
                break
            before, begins = level, t < edges[1]
            most, done, level, voided = _best_order(before, steps, begins, bags, lists[1], found)
            if done < 0:
                return heads[:n], rows[:n], False
            low = 0 if voided else before
            taken[low:steps] = t
            if values.size:
                instant = (begin, i, kinds, values, ranks, count, lists)
                told = told_at(most, level, voided, before, begins, bags, lists[1], found, instant)
                taken[steps + low :] = told[0, low:]
            for k in range(done):
                heads, rows, n = _keep(heads, rows, n, person, steps, 0, steps, taken)
                taken[:steps] = t
                if values.size:
                    taken[steps:] = told[k + 1]
        if level:
            heads, rows, n = _keep(heads, rows, n, person, level, 1 if taken[0] >= open_from else 0, steps, taken)
    return heads[:n], rows[:n], True


@compiled
def _keep(
    heads: Ints, rows: Ints, n: Int, person: Int, depth: Int, opened: Int, steps: Int, taken: Ints
) -> tuple[Ints, Ints, Int]:
    if n == heads.shape[0]:
        more, wider = np.empty((2 * n, 3), dtype=np.int64), np.empty((2 * n, rows.shape[1]), dtype=np.int64)
        more[:n], wider[:n] = heads, rows
        heads, rows = more, wider
    heads[n, PERSON], heads[n, DEPTH], heads[n, OPEN] = person, depth, opened
    rows[n, :steps] = NEVER
    rows[n, :depth] = taken[:depth]
    if rows.shape[1] > steps:
        rows[n, steps:] = 0
        rows[n, steps : steps + depth] = taken[steps : steps + depth]
    return heads, rows, n + 1


@compiled
def _best_order(
    level: Int, steps: Int, begins: bool, bags: Masks, room: Ints, found: Int
) -> tuple[npt.NDArray[np.int32], Int, Int, Int]:
    """(the ways, attempts completed, level after, 1 if the running attempt was voided); -1 when there are too many.

    `most[p, level, v]` is the most attempts completed on the way to point p, which says how many events of each class
    are used up (mixed radix); v is 1 when the attempt that ran before is void.
    """
    points = 1
    for c in range(found):
        if bags[MASK, c] == 0:
            room[c] = 1  # several excluded events in a row do what one does
        points *= room[c] + 1
        if points * steps * 2 > MOST_POINTS:
            return np.empty((0, 0, 0), dtype=np.int32), -1, 0, 0
    most = np.full((points, steps, 2), -1, dtype=np.int32)
    most[0, level, 0] = 0
    for point in range(points - 1):
        for at in range(steps):
            for void in range(2):
                if most[point, at, void] >= 0:
                    _go_on(most, point, at, void, level, begins, bags, room, found)
    done, after, voided = -1, 0, 0
    for at in range(steps):
        for void in range(1, -1, -1):
            if most[points - 1, at, void] >= 0 and most[points - 1, at, void] >= done:
                done, after, voided = most[points - 1, at, void], at, void
    return most, done, after, voided


@compiled
def _go_on(
    most: npt.NDArray[np.int32], point: Int, at: Int, void: Int, level: Int, begins: bool, bags: Masks, room: Ints,
    found: Int,
) -> None:  # fmt: skip
    """Take one more event, of each class that has one left."""
    steps = most.shape[1]
    rest, stride = point, 1
    for c in range(found):
        used = rest % (room[c] + 1)
        rest //= room[c] + 1
        if used < room[c]:
            done = np.int64(most[point, at, void])
            to, now, more, _, _ = moved(at, void, done, level, steps, begins, bags, c)
            most[point + stride, to, now] = max(most[point + stride, to, now], more)
        stride *= room[c] + 1
