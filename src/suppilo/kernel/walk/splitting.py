"""The breakdown: the value that an event property had on the timed try's events."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.walk.blocks import Block
from suppilo.kernel.walk.bounds import at_or_after
from suppilo.kernel.walk.finding import excluded
from suppilo.kernel.walk.plan import Breakdown, WalkPlan
from suppilo.kernel.walk.splitting_any_order import can_be
from suppilo.kernel.walk.splitting_in_order import can_be_in_order
from suppilo.kernel.walk.variants import forbidden

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
Array = npt.NDArray[Any]
#: Of tied events that match the same only one is looked into, for so many different masks.
MOST_KNOWN = 64


def groups_of(
    block: Block, masks: Masks, plan: WalkPlan, people: Ints, depth: npt.NDArray[np.uint8], rows: Ints
) -> Ints:
    """The code of the value for each timed try (its person's place, depth and times); 0 is "none" or no breakdown.

    Where several events of one instant can be the one that was taken, the least value that is not empty counts. In any
    order the steps of a try are those it filled, one after the other: any event of an instant can be any of its.
    """
    groups = np.zeros(people.size, dtype=np.int64)
    if plan.breakdown is not None:
        free, exclusions = plan.mode == "any_order", excluded(plan)
        banned = np.zeros_like(masks) if free else forbidden(masks, plan.steps, exclusions)
        inside = (block.first[people], block.last[people], block.times, block.kinds, masks & ~banned, block.values)
        at, last = plan.breakdown.step or 0, plan.breakdown.pick == "last"
        asked = (free, plan.mode == "strict", len(exclusions), plan.window, plan.look)
        _pick(*inside, ranks_of(plan.breakdown), banned, depth, rows, at, last, asked, groups)
    return groups


def groups_told(breakdown: Breakdown | None, told: Ints) -> Ints:
    """The same where the code that each step of a try had is known already: `told[try, step]`, 0 for none."""
    if breakdown is None:
        return np.zeros(len(told), dtype=np.int64)
    if breakdown.step is not None:
        return told[:, breakdown.step - 1]
    backwards = -1 if breakdown.pick == "last" else 1
    inward = told[:, ::backwards]
    groups: Ints = inward[np.arange(len(told)), (inward != 0).argmax(axis=1)]
    return groups


def ranks_of(breakdown: Breakdown | None) -> Ints:
    """What says which of two values is less, by their codes."""
    if breakdown is None:
        return np.zeros(0, dtype=np.int64)
    return np.arange(breakdown.size) if breakdown.ranks is None else breakdown.ranks


@compiled
def _pick(
    first: Ints, last: Ints, times: Ints, kinds: Array, masks: Masks, values: Array, ranks: Ints, banned: Masks,
    depth: npt.NDArray[np.uint8], rows: Ints, at: Int, backwards: bool, asked: Any, groups: Ints,
) -> None:  # fmt: skip
    """`at` is the step to look at, from 1; 0 for the first (last, when backwards) that has a value.

    `asked`: in any order? strict? how many exclusions; the window; the last instant that is known.
    """
    known = np.empty((2, MOST_KNOWN), dtype=np.uint64)
    for row in range(groups.size):
        deep = np.int64(depth[row])
        for n in range(deep):
            s = deep - 1 - n if backwards else n
            if at and s != at - 1:
                continue
            inside = (first[row], last[row], times, kinds, masks, values, ranks, banned)
            groups[row] = _value(inside, rows[row, :deep], s, rows.shape[1], asked, known)
            if groups[row]:
                break


@compiled
def _value(inside: Any, at: Ints, s: Int, steps: Int, asked: Any, known: Masks) -> Int:
    """The least value that is not empty among the events that can have been taken at `at[s]`.

    `known` has room for masks and whether (1) or not (0) an event that matches so can be the one.
    """
    low, high, times, kinds, masks, values, ranks, _ = inside
    free = asked[0]
    begin = at_or_after(times, low, high, at[s])
    end = begin
    while end < high and times[end] == at[s]:
        end += 1
    if end - begin == 1:
        return np.int64(values[begin])
    every = np.uint64(0xFFFFFFFFFFFFFFFF) >> np.uint64(64 - steps)
    bits = every if free else np.uint64(1) << np.uint64(s)
    found: Int = 0
    n = 0
    for i in range(begin, end):
        mask, value = masks[kinds[i]], np.int64(values[i])
        less = mask & bits and value and (found == 0 or ranks[value] < ranks[found])
        if not less:
            continue
        place = _place(mask, known[0], n)
        if place == n:
            if free:
                can = can_be(inside, at, s, steps, asked[2], i)
            else:
                can = can_be_in_order(inside, at, s, steps, asked, begin, end, i)
            if n < MOST_KNOWN:
                known[0, n], known[1, n] = mask, can
                n += 1
        else:
            can = known[1, place] == 1
        if can:
            found = value
    return found


@compiled
def _place(mask: Int, masks: Masks, n: Int) -> Int:
    """Where it stands among the first n; n if it does not."""
    i = 0
    while i < n and masks[i] != mask:
        i += 1
    return i
