"""The breakdown: the value that an event property had on the timed try's events."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.walk.assigning import assign
from suppilo.kernel.walk.blocks import Block
from suppilo.kernel.walk.bounds import at_or_after
from suppilo.kernel.walk.plan import WalkPlan

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
Array = npt.NDArray[Any]


def groups_of(
    block: Block, masks: Masks, plan: WalkPlan, people: Ints, depth: npt.NDArray[np.uint8], rows: Ints
) -> Ints:
    """The code of the value for each timed try (its person's place, depth and times); 0 is "none" or no breakdown.

    Where several events of one instant could be the one that was taken, the lowest code that is not empty counts. In
    any order, events of an instant that filled several steps are not told apart: any that fits one of them could be it.
    """
    groups = np.zeros(people.size, dtype=np.int64)
    if plan.breakdown is not None:
        inside = (block.first[people], block.last[people], block.times, block.kinds, masks, block.values)
        at, last = plan.breakdown.step or 0, plan.breakdown.pick == "last"
        _pick(*inside, depth, rows, at, last, plan.mode == "any_order", groups)
    return groups


@compiled
def _pick(
    first: Ints, last: Ints, times: Ints, kinds: Array, masks: Masks, values: Array, depth: npt.NDArray[np.uint8],
    rows: Ints, at: Int, backwards: bool, any_order: bool, groups: Ints,
) -> None:  # fmt: skip
    """`at` is the step to look at, from 1; 0 for the first (last, when backwards) that has a value."""
    for row in range(groups.size):
        deep = np.int64(depth[row])
        for n in range(deep):
            s = deep - 1 - n if backwards else n
            if at and s != at - 1:
                continue
            inside = (first[row], last[row], times, kinds, masks, values)
            groups[row] = _value(inside, rows[row, :deep], s, rows.shape[1], any_order)
            if groups[row]:
                break


@compiled
def _value(inside: Any, at: Ints, s: Int, steps: Int, any_order: bool) -> Int:
    """The lowest value that is not empty among the events that can have been taken at `at[s]`."""
    low, high, times, kinds, masks, values = inside
    begin = at_or_after(times, low, high, at[s])
    end = begin
    while end < high and times[end] == at[s]:
        end += 1
    every = np.uint64(0xFFFFFFFFFFFFFFFF) >> np.uint64(64 - steps)
    bits = every if any_order else np.uint64(1) << np.uint64(s)
    found: Int = 0
    for i in range(begin, end):
        value = np.int64(values[i])
        lower = masks[kinds[i]] & bits and value and (found == 0 or value < found)
        if lower and (end - begin == 1 or _could_be(inside, at, s, steps, any_order, begin, end, i)):
            found = value
    return found


@compiled
def _could_be(inside: Any, at: Ints, s: Int, steps: Int, any_order: bool, begin: Int, end: Int, taken: Int) -> bool:
    """Whether the event `taken` can have filled the step of `at[s]`: the other steps find events of their own."""
    return _in_any_order(inside, at, s, steps, taken) if any_order else _in_order(inside, at, s, begin, end, taken)


@compiled
def _in_order(inside: Any, at: Ints, s: Int, begin: Int, end: Int, taken: Int) -> bool:
    """Each other step of the instant begin..end gets an event of it; those that fit are classes of one."""
    kinds, masks, count = inside[3], inside[4], end - begin
    fits = np.empty(count, dtype=np.uint64)
    for i in range(begin, end):
        fits[i - begin] = masks[kinds[i]] if i != taken else np.uint64(0)
    room, given = np.ones(count, dtype=np.int64), np.zeros(count, dtype=np.uint64)
    work = np.empty(128 + count, dtype=np.int64)
    for step in range(at.size):
        if step != s and at[step] == at[s] and not assign(step, fits, room, count, given, work):
            return False
    return True


@compiled
def _in_any_order(inside: Any, at: Ints, s: Int, steps: Int, taken: Int) -> bool:
    """Each instant of the try gets a step that an event of it fits: here the steps are classes of one."""
    low, high, times, kinds, masks, _ = inside
    fits = np.zeros(steps, dtype=np.uint64)
    for place in range(at.size):
        i = taken if place == s else at_or_after(times, low, high, at[place])
        while i < high and times[i] == at[place]:
            for step in range(steps):
                fits[step] |= (masks[kinds[i]] >> np.uint64(step) & np.uint64(1)) << np.uint64(place)
            i = high if place == s else i + 1
    room, given = np.ones(steps, dtype=np.int64), np.zeros(steps, dtype=np.uint64)
    work = np.empty(128 + steps, dtype=np.int64)
    filled = 0
    for place in range(at.size):
        filled += assign(place, fits, room, steps, given, work)
    return filled == at.size
