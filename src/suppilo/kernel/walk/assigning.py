"""Events of one instant as classes of equal masks, and how many steps they can fill: a matching grown step by step.

A try that has filled s steps fills s+1, s+2, ... as long as each finds an event of its own among those of the instant
(Kuhn 1955, along augmenting paths). A class with n events may be given n steps; more than k copies never help.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
Array = npt.NDArray[Any]


@compiled
def gather(
    times: Ints, kinds: Array, masks: Masks, wanted: Int, i: Int, end: Int, count: Ints, classes: Ints
) -> tuple[Int, Int]:
    """Count the events of the instant of i by kind, those whose mask has a wanted bit; (classes, first place after).

    `count` is 0 everywhere before and has to be 0 again after (`forget`); `classes` lists the kinds that occur.
    """
    t = times[i]
    found = 0
    while i < end and times[i] == t:
        kind = np.int64(kinds[i])
        if masks[kind] & np.uint64(wanted):
            if count[kind] == 0:
                classes[found] = kind
                found += 1
            count[kind] += 1
        i += 1
    return found, i


@compiled
def forget(count: Ints, classes: Ints, found: Int) -> None:
    """Make the counts 0 again."""
    for c in range(found):
        count[classes[c]] = 0


@compiled
def assign(step: Int, masks: Masks, room: Ints, found: Int, given: Masks, work: Ints) -> bool:
    """Give the step an event, moving steps that were given one before; False when there is none to be had.

    Classes 0..found-1 match the steps of masks[c] and have room[c] events; given[c] are the steps they fill (bits).
    `work` has room for 64 + 64 + found numbers.
    """
    queue, parent, came = work[:64], work[64:128], work[128:]
    for c in range(found):
        came[c] = -1
    queue[0], parent[step] = step, -1
    head, tail = 0, 1
    while head < tail:
        s = queue[head]
        head += 1
        for c in range(found):
            if came[c] != -1 or not (masks[c] >> np.uint64(s)) & np.uint64(1):
                continue
            came[c] = s
            if bits(given[c]) < room[c]:
                _give(c, came, parent, given)
                return True
            rest = given[c]
            while rest:
                other = lowest(rest)
                rest &= rest - np.uint64(1)
                queue[tail], parent[other] = other, c
                tail += 1
    return False


@compiled
def _give(c: Int, came: Ints, parent: Ints, given: Masks) -> None:
    """Class c takes the step it was reached from, whose former class takes the step before it, and so on."""
    while c != -1:
        s = came[c]
        former = parent[s]
        given[c] |= np.uint64(1) << np.uint64(s)
        if former != -1:
            given[former] &= ~(np.uint64(1) << np.uint64(s))
        c = former


@compiled
def reach(filled: Int, steps: Int, masks: Masks, room: Ints, found: Int, given: Masks, work: Ints) -> Int:
    """How many steps a try with `filled` steps has filled after the classes of one instant."""
    given[:found] = 0
    while filled < steps and assign(filled, masks, room, found, given, work):
        filled += 1
    return filled


@compiled
def bits(mask: Int) -> Int:
    """How many bits are set."""
    mask = np.uint64(mask)
    n = 0
    while mask:
        mask &= mask - np.uint64(1)
        n += 1
    return n


@compiled
def lowest(mask: Int) -> Int:
    """The place of the lowest bit that is set."""
    mask = np.uint64(mask)
    n = 0
    while not mask & np.uint64(1):
        mask >>= np.uint64(1)
        n += 1
    return n
