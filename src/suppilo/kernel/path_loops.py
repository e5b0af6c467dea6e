"""The loops that follow each person's paths.

An instant's events are read in one order whatever the rows' order: those that begin a path, then by label, those that
end one last.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from suppilo.kernel.compiled import Int, compiled, inlined
from suppilo.kernel.events import Codes, Ints
from suppilo.kernel.first_rows import next_row
from suppilo.kernel.matching import Masks
from suppilo.kernel.path_table import tally

#: Loops longer than this many nodes are not folded.
MOST_LOOP = 4
#: A key is its rank among the events of an instant, then the label.
BEGINS, BOTH, PLAIN, ENDS = 0, 1, 2, 3
#: A running path: its size, whether it was cut (2 or 0), when its first and its newest event happened, then its nodes.
_SIZE, _CUT, _BEGAN, _LAST, _NODES = 0, 1, 2, 3, 4


@inlined
def _key(mark: Any, label: int, after: bool, before: bool) -> Any:
    begins, ends = after and mark & np.uint64(2) != 0, before and mark & np.uint64(4) != 0
    rank = (BOTH if ends else BEGINS) if begins else (ENDS if ends else PLAIN)
    return np.int64(rank) << 32 | np.int64(label)


def ranks_of(marks: Masks, after: bool, before: bool) -> Ints:
    """The upper half of each kind's key, to be joined with a label; -1 for a kind that is not looked at."""
    begins, ends = after * (marks & np.uint64(2) != 0), before * (marks & np.uint64(4) != 0)
    ranks = np.select([begins & ends, begins, ends], [BOTH, BEGINS, ENDS], PLAIN).astype(np.int64) << 32
    return np.where(begins | ends | (marks & np.uint64(1) != 0), ranks, -1)


@inlined
def _instant(event: int, end: int, times: Ints, kinds: Codes, marks: Masks, codes: Codes, labels: Any,
             after: bool, before: bool, keys: Ints, count: int) -> Any:  # fmt: skip
    """The keys of the next instant's events, in order, added to `count` others; and the event after them."""
    wanted = np.uint64(1 | 2 * after | 4 * before)
    while event < end and marks[kinds[event]] & wanted == 0:
        event += 1
    if event == end:
        return count, end
    at, first = times[event], count
    while event < end and times[event] == at:
        mark = marks[kinds[event]]
        if mark & wanted != 0:
            keys[count] = _key(mark, labels[codes[event]], after, before)
            count += 1
        event += 1
    if count - first > 1:
        _sort(keys, first, count)
    return count, event


@compiled
def _sort(keys: Ints, first: int, end: int) -> None:
    if end - first > 64:
        keys[first:end] = np.sort(keys[first:end])
        return
    for place in range(first + 1, end):
        key, below = keys[place], place - 1
        while below >= first and keys[below] > key:
            keys[below + 1] = keys[below]
            below -= 1
        keys[below + 1] = key


@compiled
def _most(begins: Ints, ends: Ints) -> int:
    most = 1
    for person in range(begins.size):
        most = max(most, ends[person] - begins[person])
    return most


@inlined
def _seek(event: int, end: int, times: Ints, kinds: Codes, marks: Masks) -> int:
    """The first row of the next instant that begins a path."""
    first = event
    while event < end and marks[kinds[event]] & np.uint64(2) == 0:
        event += 1
    if event == end:
        return end
    while event > first and times[event - 1] == times[event]:
        event -= 1
    return event


@compiled
def jump(event: Int, end: Int, times: Ints, kinds: Codes, marks: Masks, limits: Any) -> Int:
    """The first row of the last instant from which a path reaches the next end: what lies before cannot arrive.

    Where an event can only be both, it is a beginning if no other comes before it.
    """
    while event < end:
        arrival = np.int64(next_row(np.uint64(event), np.uint64(end), kinds, marks, np.uint64(4)))
        if arrival == end:
            return end
        row, both = arrival, False
        while row < end and times[row] == times[arrival]:
            both |= marks[kinds[row]] & np.uint64(6) == 6
            row += 1
        after = row
        while row > event:
            row -= 1
            if marks[kinds[row]] & np.uint64(6) == 2 and limits[2] <= times[row] < limits[3]:
                both = True
                break
        else:
            row = arrival
        if both:
            while row > event and times[row - 1] == times[row]:
                row -= 1
            return row
        event = after
    return end


@inlined
def _add(run: Ints, label: int, longest: int, fold: bool) -> bool:
    """Put one more node on the path, unless it does not fit; a stretch that repeats is taken off again."""
    end = _NODES + run[_SIZE]
    run[end] = label
    if fold:
        for length in range(1, min(MOST_LOOP, (run[_SIZE] + 1) // 2) + 1):
            place = end
            while place > end - length and run[place] == run[place - length]:
                place -= 1
            if place == end - length:
                run[_SIZE] += 1 - length
                return True
    if run[_SIZE] == longest:
        return False
    run[_SIZE] += 1
    return True


@inlined
def _arrive(run: Ints, label: int, longest: int) -> None:
    if run[_SIZE] == longest:
        run[_CUT] = 2
        run[_SIZE] -= 1
    run[_NODES + run[_SIZE]] = label
    run[_SIZE] += 1


@inlined
def _emit(slots: Ints, entries: Ints, used: int, run: Ints, arrived: int) -> int:
    shape = run[_SIZE] << 2 | run[_CUT] | arrived
    run[_SIZE] = 0
    return tally(slots, entries, used, run, _NODES, shape, 1, run[_LAST] - run[_BEGAN])


@compiled
def _hold(run: Ints, held: Ints) -> None:
    """A path has stopped: the first is held in case the person still arrives."""
    if held[_SIZE] == 0:
        for place in range(_NODES + run[_SIZE]):
            held[place] = run[place]
    run[_SIZE] = 0


@inlined
def _step(key: int, at: int, run: Ints, limits: Any, asked: Any, longest: int) -> int:
    """One event: 0 goes on, 1 the path has arrived, 2 it is full without it."""
    after, before, fold, _ = asked
    rank, label = key >> 32, key & 0xFFFFFFFF
    between, begins = after and before, (not after or rank <= BOTH) and limits[2] <= at < limits[3]
    if run[_SIZE] == 0 or (between and rank == BEGINS and begins):
        if not begins:
            return 0
        run[_SIZE], run[_CUT], run[_BEGAN], run[_NODES] = 1, 0, at, label
    elif between and rank in (ENDS, BOTH):
        _arrive(run, label, longest)
        run[_LAST] = at
        return 1
    elif run[_CUT] == 0 and not _add(run, label, longest, fold):
        run[_CUT] = 2
        if not between:
            return 2
    run[_LAST] = at
    return 0


@inlined
def _person(event: int, end: int, times: Ints, kinds: Codes, marks: Masks, codes: Codes, labels: Any, limits: Any,
            asked: Any, longest: int, slots: Ints, entries: Ints, used: int, keys: Ints, run: Ints,
            held: Ints) -> int:  # fmt: skip
    after, before, _, once = asked
    hold = once and after and before
    run[_SIZE], held[_SIZE] = 0, 0
    while event < end:
        if after and run[_SIZE] == 0:
            if held[_SIZE] > 0:
                event = jump(event, end, times, kinds, marks, limits)
            else:
                event = _seek(event, end, times, kinds, marks)
        count, event = _instant(event, end, times, kinds, marks, codes, labels, after, before, keys, 0)
        if count == 0:
            break
        at = times[event - 1]
        if run[_SIZE] > 0 and (at - run[_BEGAN] > limits[0] or at - run[_LAST] >= limits[1]):
            if hold:
                _hold(run, held)
            else:
                used = _emit(slots, entries, used, run, 0)
                if once:
                    return used
        for place in range(count):
            outcome = _step(keys[place], at, run, limits, asked, longest)
            if outcome != 0:
                used = _emit(slots, entries, used, run, outcome & 1)
                if once:
                    return used
            if outcome == 2:
                _step(keys[place], at, run, limits, asked, longest)
    if held[_SIZE] > 0:
        return _emit(slots, entries, used, held, 0)
    return _emit(slots, entries, used, run, 0) if run[_SIZE] > 0 else used


@compiled
def forward(person: int, begins: Ints, ends: Ints, times: Ints, kinds: Codes, marks: Masks, codes: Codes, labels: Any,
            limits: Any, asked: Any, longest: int, slots: Ints, entries: Ints, used: int) -> Any:  # fmt: skip
    """From a beginning on, person by person while there is room: the next person, and how many paths there are."""
    keys = np.empty(_most(begins, ends), dtype=np.int64)
    run, held = np.zeros(_NODES + longest + 1, dtype=np.int64), np.zeros(_NODES + longest + 1, dtype=np.int64)
    while person < begins.size and (1 if asked[3] else ends[person] - begins[person]) < entries.shape[0] - used:
        event, end = begins[person], ends[person]
        while asked[0] and event < end and marks[kinds[event]] & np.uint64(2) == 0:
            event += 1
        while begins[person] < event < end and times[event - 1] == times[event]:
            event -= 1
        used = used if event == end else _person(
            event, end, times, kinds, marks, codes, labels, limits, asked, longest, slots, entries,
            used, keys, run, held,
        )  # fmt: skip
        person += 1
    return person, used


@inlined
def _before(place: int, first: int, keys: Ints, whens: Ints, limits: Any, fold: bool, longest: int,
            run: Ints) -> None:  # fmt: skip
    """The path that ends at `place`, read backwards; it reaches back to `first` at most."""
    run[_SIZE], run[_CUT], run[_BEGAN], run[_LAST] = 0, 0, whens[place], whens[place]
    while place >= first:
        if run[_LAST] - whens[place] > limits[0] or run[_BEGAN] - whens[place] >= limits[1]:
            break
        if not _add(run, keys[place] & 0xFFFFFFFF, longest, fold):
            run[_CUT] = 2
            break
        run[_BEGAN] = whens[place]
        place -= 1
    low, high = _NODES, _NODES + run[_SIZE] - 1
    while low < high:
        run[low], run[high] = run[high], run[low]
        low, high = low + 1, high - 1


@inlined
def _person_before(begin: int, end: int, times: Ints, kinds: Codes, marks: Masks, codes: Codes, labels: Any,
                   limits: Any, asked: Any, longest: int, slots: Ints, entries: Ints, used: int, keys: Ints,
                   whens: Ints, run: Ints) -> int:  # fmt: skip
    event, count, first = begin, 0, 0
    while event < end:
        more, event = _instant(event, end, times, kinds, marks, codes, labels, False, True, keys, count)
        for place in range(count, more):
            whens[place] = times[event - 1]
        count = more
    for place in range(count):
        if keys[place] >> 32 != ENDS:
            continue
        if limits[2] <= whens[place] < limits[3]:
            _before(place, first, keys, whens, limits, asked[2], longest, run)
            used = _emit(slots, entries, used, run, 1)
            if asked[3]:
                break
        first = place + 1
    return used


@compiled
def backward(person: int, begins: Ints, ends: Ints, times: Ints, kinds: Codes, marks: Masks, codes: Codes, labels: Any,
             limits: Any, asked: Any, longest: int, slots: Ints, entries: Ints, used: int) -> Any:  # fmt: skip
    """Back from each end, at most to the end before it; as `forward` otherwise."""
    most = _most(begins, ends)
    keys, whens = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    run = np.zeros(_NODES + longest + 1, dtype=np.int64)
    while person < begins.size and (1 if asked[3] else ends[person] - begins[person]) < entries.shape[0] - used:
        event, end = begins[person], ends[person]
        while event < end and marks[kinds[event]] & np.uint64(4) == 0:
            event += 1
        if event < end:
            used = _person_before(
                begins[person], end, times, kinds, marks, codes, labels, limits, asked, longest, slots, entries, used,
                keys, whens, run,
            )  # fmt: skip
        person += 1
    return person, used
