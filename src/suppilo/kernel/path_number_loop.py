"""The loop for paths that fit in a number: everything about a path stays in the processor's registers.

It follows the first path of each person from a beginning on, as `path_loops` does. Where paths begin and end is known
from `marked_rows`, so only the rows of the path itself are read, with at most two events an instant; people who have
more at once on their way are left to that loop.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from suppilo.kernel.compiled import compiled, uncounted
from suppilo.kernel.eight_instants import EIGHT, in_time_and_again
from suppilo.kernel.events import Codes, Ints
from suppilo.kernel.marked_rows import Bits, is_marked, last_marked, lowest, next_marked
from suppilo.kernel.path_loops import MOST_LOOP
from suppilo.kernel.path_numbers import Slots, home_of, put

#: So many people are taken at a time: what one of them waits for in memory is fetched while others are worked on.
AT_ONCE = 128
#: No number of a path: arrived without a node.
_LEFT = 1
#: What a name makes that makes no node: it is the last of an instant, and its lower half is empty.
NO_NODE = 1 << 62
_NEVER = 2**62


def nodes_of(ranks: Ints, labels: Any, plan_is_plain: bool, longest: int) -> Ints:
    """What each name makes on a plain way, for `numbered`; nothing where the way is none.

    On a plain way nothing is folded, no silence matters, an event's name alone says what it is, and as many nodes are
    shown as can be looked at together. The upper half of what a name makes says which of two at once comes first, the
    lower half is one more than its label.
    """
    if not plan_is_plain or longest + 2 > EIGHT:
        return np.zeros(0, dtype=np.int64)
    known = ranks[: labels.size]
    return np.where(known >= 0, known | labels + 1, NO_NODE).astype(np.int64)


@uncounted
def _longer(number: Any, size: Any, label: Any, bits: int, longest: int, fold: bool) -> Any:
    """The number and the size with one more node, and whether it fits; a stretch that repeats is taken off again."""
    longer = number << bits | label + 1
    if fold:
        for length in range(1, min(MOST_LOOP, (size + 1) // 2) + 1):
            if (longer ^ (longer >> bits * length)) & ((np.int64(1) << bits * length) - 1) == 0:
                return number >> bits * (length - 1), size + 1 - length, True
    return (number, size, False) if size == longest else (longer, size + 1, True)


@uncounted
def _along(row: Any, stop: Any, times: Ints, kinds: Codes, ranks: Ints, codes: Codes, labels: Any, limits: Any,
           shape: Any, through: bool) -> Any:  # fmt: skip
    """The nodes of the rows from `row` up to `stop` at most, in the order of their instants.

    Answers number, size, cut (2 or 0), when its last event happened, and the row that it does not reach. A full path
    ends there unless asked to go `through`. The size is -1 where three events happened at once.
    """
    longest, bits, fold = shape[0], shape[1], shape[2]
    number, size, cut, one, last = np.int64(0), np.int64(0), np.int64(0), np.uint64(1), times[row]
    until = last + limits[0]
    while row < stop:
        at = times[row]
        if at > until or at - last >= limits[1]:
            break
        key = ranks[kinds[row]] | labels[codes[row]]
        row += one
        if row < stop and times[row] == at:
            other = ranks[kinds[row]] | labels[codes[row]]
            row += one
            if row < stop and times[row] == at:
                return number, np.int64(-1), cut, last, row
            key, other = min(key, other), max(key, other)
            if key >= 0:
                if cut == 0:
                    number, size, fits = _longer(number, size, key & 0xFFFFFFFF, bits, longest, fold)
                    cut = np.int64(0) if fits else np.int64(2)
                if cut != 0 and not through:
                    break
                last = at
            key = other
        if key >= 0:
            if cut == 0:
                number, size, fits = _longer(number, size, key & 0xFFFFFFFF, bits, longest, fold)
                cut = np.int64(0) if fits else np.int64(2)
            if cut != 0 and not through:
                break
            last = at
    return number, size, cut, last, row


@uncounted
def _straight(row: Any, begin: Any, stop: Any, times: Ints, nodes: Ints, codes: Codes, until: Any,
              shape: Any) -> Any:  # fmt: skip
    """As `_along` where `nodes` says what each name makes, hardly with a branch that could be guessed wrong.

    Answers number, size and cut. The size is -1 where three events of the way happened at once, or the one before `row`
    and that one, or one makes no node.
    """
    longest, bits, whole, one = shape[0], shape[1], shape[4], np.uint64(1)
    if row < one or row + np.uint64(EIGHT) > np.uint64(times.size):
        return np.int64(0), np.int64(-1), np.int64(0)
    seen = in_time_and_again(times, row, until)
    within = min(lowest(~(seen & np.uint64(0xFF))), np.uint64(longest) + one, stop - row)
    looked_at = min(within + one, stop - row)  # who comes first of an instant is known once the next one begins
    again = seen >> np.uint64(EIGHT) & ((one << looked_at) - one) & ~np.uint64(row == begin)
    cut, size = within > np.uint64(longest), min(np.int64(within), np.int64(longest))
    number, held = np.int64(0), nodes[codes[row]]
    for place in range(1, longest + 1):
        node = nodes[codes[row + np.uint64(place)]]
        turned = (again >> np.uint64(place) & one != 0) & (node < held)
        number = number << bits | (node if turned else held) & 0xFFFFFFFF
        held = held if turned else node
    crowded = (again & (one | again >> one)) != 0
    if crowded or not (whole or _all_nodes(row, row + within, nodes, codes)):
        size = np.int64(-1)
    return number >> bits * (longest - max(size, np.int64(0))), size, np.int64(2 * cut)


@uncounted
def _all_nodes(row: Any, end: Any, nodes: Ints, codes: Codes) -> Any:
    while row < end and nodes[codes[row]] != NO_NODE:
        row += np.uint64(1)
    return row >= end


@uncounted
def _onwards(row: Any, begin: Any, end: Any, times: Ints, kinds: Codes, ranks: Ints, codes: Codes, labels: Any,
             nodes: Ints, limits: Any, shape: Any) -> Any:  # fmt: skip
    """The number of the path that begins in the instant of `row`, and how long it took; `_LEFT` to leave it."""
    began = times[row]
    if nodes.size:
        number, size, cut = _straight(row, begin, end, times, nodes, codes, began + limits[0], shape)
        if size >= 0:
            return number << 2 | cut, times[row + np.uint64(size) - np.uint64(1)] - began
    while row > begin and times[row - np.uint64(1)] == began:
        row -= np.uint64(1)
    number, size, cut, last, row = _along(row, end, times, kinds, ranks, codes, labels, limits, shape, False)
    return (number << 2 | cut, last - began) if size >= 0 else (np.int64(_LEFT), np.int64(0))


@uncounted
def _between(row: Any, till: Any, begin: Any, end: Any, begun: Bits, ended: Bits, times: Ints, kinds: Codes,
             ranks: Ints, codes: Codes, labels: Any, nodes: Ints, limits: Any, shape: Any) -> Any:  # fmt: skip
    """As `_onwards`, from the last beginning to the end `till`, or to a later one if it does not arrive there.

    `row` is the first beginning, `till` the first end after it. People are left where beginnings and ends happened at
    once, or something else at once with an end before which it belongs; so are those with two events before `row` at
    its instant, either of which may be an end.
    """
    longest, bits, both = shape[0], shape[1], shape[3]
    one, silence, left = np.uint64(1), limits[1] < _NEVER, (np.int64(_LEFT), np.int64(0))
    if row > begin and times[row - one] == times[row]:
        crowded = row - one > begin and times[row - one - one] == times[row]
        if crowded or is_marked(ended, row - one):
            return left
    if both and row + one < end and times[row + one] == times[row]:
        return left
    while till < end:
        since = last_marked(begun, row, till)
        if (till + one < end and times[till + one] == times[till]) or (both and times[till - one] == times[till]):
            return left
        if times[till] - times[since] <= limits[0]:
            if nodes.size:
                number, size, cut = _straight(since, begin, till, times, nodes, codes, times[till], shape)
                if size >= 0:
                    if size == longest:
                        number, cut = number >> bits, np.int64(2)
                    return (number << bits | labels[codes[till]] + 1) << 2 | cut | 1, times[till] - times[since]
            first, plain = _instant(since, begin, times, begun, ended)
            if not plain:
                return left
            number, size, cut, last, reached = _along(
                first, till, times, kinds, ranks, codes, labels, limits, shape, silence
            )
            if size < 0:
                return left
            if not silence or (reached == till and times[till] - last < limits[1]):
                if size == longest:
                    number, cut = number >> bits, np.int64(2)
                return (number << bits | labels[codes[till]] + 1) << 2 | cut | 1, times[till] - times[since]
        till = next_marked(ended, till + one, end)
    return _stopped(row, begin, end, begun, ended, times, kinds, ranks, codes, labels, nodes, limits, shape)


@uncounted
def _instant(row: Any, begin: Any, times: Ints, begun: Bits, ended: Bits) -> Any:
    """Where the instant of the beginning `row` begins: there or a row before. And whether that row is a plain one."""
    one = np.uint64(1)
    if row == begin or times[row - one] != times[row]:
        return row, True
    crowded = row - one > begin and times[row - one - one] == times[row]
    return row - one, not (crowded or is_marked(begun, row - one) or is_marked(ended, row - one))


@uncounted
def _stopped(row: Any, begin: Any, end: Any, begun: Bits, ended: Bits, times: Ints, kinds: Codes, ranks: Ints,
             codes: Codes, labels: Any, nodes: Ints, limits: Any, shape: Any) -> Any:  # fmt: skip
    """The first path that does not come to another beginning, where none arrives."""
    one, silence = np.uint64(1), limits[1] < _NEVER
    while True:
        anew = next_marked(begun, row + one, end)
        out = anew == end or times[anew] - times[row] > limits[0]
        if out and nodes.size:
            until = times[row] + limits[0]
            number, size, cut = _straight(row, begin, anew, times, nodes, codes, until, shape)
            if size >= 0:
                return number << 2 | cut, _newest(row + np.uint64(size), anew, times, nodes, codes, until) - times[row]
        if out or silence:
            first, plain = _instant(row, begin, times, begun, ended)
            number, size, cut, last, reached = _along(
                first, anew, times, kinds, ranks, codes, labels, limits, shape, True
            )
            if size < 0 or not plain:
                return np.int64(_LEFT), np.int64(0)
            if out or reached < anew or times[anew] - last >= limits[1]:
                return number << 2 | cut, last - times[row]
        elif times[anew] == times[row]:
            return np.int64(_LEFT), np.int64(0)
        row = anew


@uncounted
def _newest(row: Any, stop: Any, times: Ints, nodes: Ints, codes: Codes, until: Any) -> Any:
    """When the last node up to `until` happened; the row before `row` is one, later rows may be."""
    newest = times[row - np.uint64(1)]
    while row < stop and times[row] <= until:
        newest = times[row] if nodes[codes[row]] != NO_NODE else newest
        row += np.uint64(1)
    return newest


@uncounted
def _beginnings(person: Any, begins: Ints, ends: Ints, begun: Bits, who: Ints, where: Any) -> Any:
    """The first marked rows of the next people who have some: how many, at most AT_ONCE; the person to go on with."""
    found = 0
    while person < begins.size and found < AT_ONCE:
        end = np.uint64(ends[person])
        row = next_marked(begun, np.uint64(begins[person]), end)
        who[found], where[found] = person, row
        found += row < end
        person += 1
    return found, person


@compiled
def numbered(person: Any, begins: Ints, ends: Ints, begun: Bits, ended: Bits, times: Ints, kinds: Codes, ranks: Ints,
             codes: Codes, labels: Any, nodes: Ints, limits: Any, shape: Any, slots: Slots, table: Ints, used: int,
             left: Ints, count: int) -> Any:  # fmt: skip
    """People by people while there is room: the next person, how many paths there are, how many people are `left`.

    `begun`, `ended`: where paths begin and end (no words: they have no end). `nodes` is from `nodes_of`. `shape`:
    longest, bits, fold, whether a kind can be both, and whether every name makes a node.
    """
    who, where, till = np.empty(AT_ONCE, np.int64), np.empty(AT_ONCE, np.uint64), np.empty(AT_ONCE, np.uint64)
    numbers, spent, seen = np.empty(AT_ONCE, np.int64), np.empty(AT_ONCE, np.int64), np.empty(AT_ONCE, np.int64)
    between, last = ended.size > 0, np.uint64(max(times.size - 1, 0))
    while person < begins.size and used + AT_ONCE <= table.shape[0]:
        found, person = _beginnings(person, begins, ends, begun, who, where)
        # By itself: where no guess about a branch fails, many reads far apart in memory are under way together.
        for place in range(found):
            row = where[place]
            first, eighth = max(row, np.uint64(1)) - np.uint64(1), min(row + np.uint64(EIGHT - 1), last)
            seen[place] = times[first] + times[eighth] + codes[row]
            if between:
                till[place] = next_marked(ended, row + np.uint64(1), np.uint64(ends[who[place]]))
                seen[place] += times[min(till[place], last)]
        ready = 0
        for place in range(found):
            one = who[place]
            begin, end = np.uint64(begins[one]), np.uint64(ends[one])
            if between:
                numbers[ready], spent[ready] = _between(
                    where[place], till[place], begin, end, begun, ended, times, kinds, ranks, codes, labels, nodes,
                    limits, shape,
                )  # fmt: skip
            else:
                numbers[ready], spent[ready] = _onwards(
                    where[place], begin, end, times, kinds, ranks, codes, labels, nodes, limits, shape
                )
            left[count] = one
            count += numbers[ready] == _LEFT
            ready += numbers[ready] > _LEFT
        for place in range(ready):
            seen[place] = slots[home_of(slots, numbers[place])]
        for place in range(ready):
            seen[place] = table[max(seen[place] - 1, 0), 0]
        for place in range(ready):
            used = put(slots, table, used, numbers[place], 1, spent[place])
    return person, used, count
