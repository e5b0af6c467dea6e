"""The loop for paths that fit in a number: everything about a path stays in the processor's registers.

It follows the first path of each person from a beginning on, as `path_loops` does, with at most two events an instant;
people who have more at once on their way are left to that loop.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from suppilo.kernel.compiled import compiled, inlined
from suppilo.kernel.events import Codes, Ints
from suppilo.kernel.first_rows import AT_ONCE, first_rows
from suppilo.kernel.matching import Masks
from suppilo.kernel.path_loops import BEGINS, BOTH, ENDS, MOST_LOOP, jump
from suppilo.kernel.path_numbers import put

#: No number of a path: arrived without a node.
_LEFT = 1
_NEVER = 2**62


@inlined
def _longer(number: Any, size: Any, label: Any, bits: int, longest: int, fold: bool) -> Any:
    """The number and the size with one more node, and whether it fits; a stretch that repeats is taken off again."""
    longer = number << bits | label + 1
    if fold:
        for length in range(1, min(MOST_LOOP, (size + 1) // 2) + 1):
            if (longer ^ (longer >> bits * length)) & ((np.int64(1) << bits * length) - 1) == 0:
                return number >> bits * (length - 1), size + 1 - length, True
    return (number, size, False) if size == longest else (longer, size + 1, True)


@inlined
def _step(key: Any, at: Any, state: Any, asked: Any, limits: Any, longest: int, bits: int) -> Any:
    """The path after one event, and whether it is whole. `state`: number, size, cut, when it began, its last event."""
    number, size, cut, began, last = state
    after, before, fold, _ = asked
    between, rank, label = after and before, key >> 32, key & 0xFFFFFFFF
    if key < 0:
        return state, False
    if size == 0 or (between and rank == BEGINS):
        if (not after or rank <= BOTH) and limits[2] <= at < limits[3]:
            return (label + 1, 1, np.int64(0), at, at), False
        if size == 0:
            return state, False
    if between and rank in (ENDS, BOTH):
        if size == longest:
            number, cut = number >> bits, np.int64(2)
        return (number << bits | label + 1, size, cut | 1, began, at), True
    if cut == 0:
        number, size, fits = _longer(number, size, label, bits, longest, fold)
        cut = np.int64(0) if fits else np.int64(2)
        if not (fits or between):
            return (number, size, cut, began, last), True
    return (number, size, cut, began, at), False


@inlined
def _way(event: Any, end: Any, times: Ints, kinds: Codes, marks: Masks, ranks: Ints, codes: Codes, labels: Any,
         limits: Any, asked: Any, longest: int, bits: int) -> Any:  # fmt: skip
    """The number of the path from an instant on and how long it took; 0 for none, `_LEFT` for one left to others."""
    state, held, spent = (np.int64(0), 0, np.int64(0), np.int64(0), np.int64(0)), np.int64(0), np.int64(0)
    event, end, one = np.uint64(event), np.uint64(end), np.uint64(1)
    at, whole = times[event], False
    while True:
        key = ranks[kinds[event]] | labels[codes[event]]
        event += one
        then = times[event] if event < end else np.int64(_NEVER)
        if then == at:
            other = ranks[kinds[event]] | labels[codes[event]]
            event += one
            then = times[event] if event < end else np.int64(_NEVER)
            if then == at:
                return np.int64(_LEFT), np.int64(0)
            if key < 0 or 0 <= other < key:
                key, other = other, key
            state, whole = _step(key, at, state, asked, limits, longest, bits)
            key = other
        if not whole:
            state, whole = _step(key, at, state, asked, limits, longest, bits)
        if whole or event >= end:
            break
        number, size, cut, began, last = state
        if size > 0 and (then - began > limits[0] or then - last >= limits[1]):
            if held == 0:
                held, spent = number << 2 | cut, last - began
            if not (asked[0] and asked[1]):
                break
            event = np.uint64(jump(np.int64(event), np.int64(end), times, kinds, marks, limits))
            if event >= end:
                break
            state, then = (np.int64(0), 0, np.int64(0), np.int64(0), np.int64(0)), times[event]
        at = then
    number, size, cut, began, last = state
    return (number << 2 | cut, last - began) if held == 0 or whole else (held, spent)


@compiled
def numbered(person: int, begins: Ints, ends: Ints, times: Ints, kinds: Codes, marks: Masks, ranks: Ints, codes: Codes,
             labels: Any, limits: Any, asked: Any, longest: int, bits: int, table: Ints, used: int, left: Ints,
             count: int) -> Any:  # fmt: skip
    """People by people while there is room: the next person, how many paths there are, how many people are `left`."""
    who, where, when = np.empty(AT_ONCE, np.int64), np.empty(AT_ONCE, np.int64), np.empty(AT_ONCE, np.int64)
    numbers, spent, bit = np.empty(AT_ONCE, np.int64), np.empty(AT_ONCE, np.int64), np.uint64(2 * asked[0])
    while person < begins.size and used + AT_ONCE < table.shape[0] // 2:
        found, person = first_rows(person, begins, ends, times, kinds, marks, bit, who, where, when)
        ready = 0
        for place in range(found):
            one, event = who[place], where[place]
            while event > begins[one] and times[event - 1] == when[place]:
                event -= 1
            numbers[ready], spent[ready] = _way(
                event, ends[one], times, kinds, marks, ranks, codes, labels, limits, asked, longest, bits
            )
            left[count] = one
            count += numbers[ready] == _LEFT
            ready += numbers[ready] > _LEFT
        for place in range(ready):
            used += put(table, numbers[place], 1, spent[place])
    return person, used, count
