"""Where a try may get to with the events of one instant, when what it passes over matters too.

With exclusions, or in strict mode, further is not always better: a try that stands on step 2 may survive an event that
voids one on step 3, and of tied events several orders leave it at different steps. `outcomes` answers all of them.

Every event of the instant is either taken by a step or passed over while the try stands on some step. Which events
can be passed over follows from the steps visited; all others must be taken. Steps s..L-1 can be taken and the must-be-
taken events placed at once exactly when each can be done alone (Mendelsohn and Dulmage 1958), so two matchings decide.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.walk.assigning import assign

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
Array = npt.NDArray[Any]
#: Rows of the table of classes: step bits, forbidden levels, edges, steps given, and two rows of scratch.
MASK, FORBIDDEN, EDGES, GIVEN, OTHER, MORE = 0, 1, 2, 3, 4, 5
_BREAKER = 63


@compiled
def forbidden(masks: Masks, steps: int, exclusions: Ints) -> Masks:
    """Per kind: bit j says that an event of this kind voids a try that has filled j steps."""
    levels = np.zeros(masks.size, dtype=np.uint64)
    for kind in range(masks.size):
        for x in range(exclusions.shape[0]):
            if (masks[kind] >> np.uint64(steps + x)) & np.uint64(1):
                for level in range(exclusions[x, 0], exclusions[x, 1]):
                    levels[kind] |= np.uint64(1) << np.uint64(level)
    return levels


@compiled
def outcomes(filled: Int, steps: Int, strict: bool, bags: Masks, room: Ints, found: Int, work: Ints) -> tuple[Int, Int]:
    """Levels (as bits) at which the try may run on after the instant, and those at which strict mode may end it.

    Classes 0..found-1 of `bags` have room[c] events each. In neither set: the try is void in every order.
    """
    one = np.uint64(1)
    total = 0
    for c in range(found):
        bags[EDGES, c] = bags[MASK, c] & ~bags[FORBIDDEN, c]
        bags[GIVEN, c] = 0
        total += room[c]
    alive, ended = np.uint64(0), np.uint64(0)
    level = filled
    while True:
        if level == steps or filled == 0:
            fits = level > 0
        elif strict:
            fits = total == level - filled
        else:
            fits = _passes(filled, level, bags, room, found, work)
        if fits:
            alive |= one << np.uint64(level)
        if level == steps:
            break
        if strict and level > 0 and _breaks(level, bags, room, found, work):
            ended |= one << np.uint64(level)
        if not assign(level, bags[EDGES], room, found, bags[GIVEN], work):
            break
        level += 1
    return alive, ended


@compiled
def _passes(filled: Int, level: Int, bags: Masks, room: Ints, found: Int, work: Ints) -> bool:
    """Can all events that cannot be passed over between the two levels be taken by steps between them?"""
    one = np.uint64(1)
    visited = ((one << np.uint64(level + 1)) - one) & ~((one << np.uint64(filled)) - one)
    forced = 0
    for c in range(found):
        bags[OTHER, c] = 0
        bags[MORE, c] = 0
        if not visited & ~bags[MASK, c] & ~bags[FORBIDDEN, c]:
            bags[OTHER, c] = bags[EDGES, c]
            forced += room[c]
    if forced > level - filled:
        return False
    placed = 0
    for step in range(filled, level):
        if placed < forced and assign(step, bags[OTHER], room, found, bags[MORE], work):
            placed += 1
    return placed == forced


@compiled
def _breaks(level: Int, bags: Masks, room: Ints, found: Int, work: Ints) -> bool:
    """Is there, beside the events taken so far, one that ends the try at this level without voiding it?"""
    one = np.uint64(1)
    for c in range(found):
        bags[OTHER, c] = bags[EDGES, c]
        bags[MORE, c] = bags[GIVEN, c]
        if not ((bags[MASK, c] | bags[FORBIDDEN, c]) >> np.uint64(level)) & one:
            bags[OTHER, c] |= one << np.uint64(_BREAKER)
    return assign(_BREAKER, bags[OTHER], room, found, bags[MORE], work)


@compiled
def outcome_of_one(filled: Int, strict: bool, mask: Int, banned: Int) -> tuple[Int, Int]:
    """The same for an instant with one event, and a try that has begun before it."""
    one = np.uint64(1)
    here = one << np.uint64(filled)
    none = np.uint64(0)
    if banned & here:
        return none, none
    if mask & here:
        return here << one, none
    if strict:
        return none, here
    return here, none


@compiled
def classes_of(
    times: Ints, kinds: Array, masks: Masks, banned: Masks, wanted: Int, steps: Int,
    i: Int, end: Int, count: Ints, lists: Ints, bags: Masks,
) -> tuple[Int, Int]:  # fmt: skip
    """Fill bags and lists[1] (room) with the classes of the instant of event i; (classes, first event after)."""
    t = times[i]
    found = 0
    while i < end and times[i] == t:
        kind = np.int64(kinds[i])
        if masks[kind] & wanted:
            if count[kind] == 0:
                lists[0, found] = kind
                found += 1
            count[kind] += 1
        i += 1
    for c in range(found):
        kind = lists[0, c]
        bags[MASK, c] = masks[kind] & ((np.uint64(1) << np.uint64(steps)) - np.uint64(1))
        bags[FORBIDDEN, c] = banned[kind]
        lists[1, c] = count[kind]
        count[kind] = 0
    return found, i
