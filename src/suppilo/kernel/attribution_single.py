"""The loop of the models that credit one touch: first, last, last non-direct. It reads little but the conversions.

The instant that is credited never goes back in time from one conversion to the next, so what it gets is collected and
handed out, equally to its touches, when another instant's turn comes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from suppilo.kernel.compiled import Int, compiled, inlined
from suppilo.kernel.events import Codes, Ints
from suppilo.kernel.first_rows import AT_ONCE, first_rows, next_row
from suppilo.kernel.matching import Masks

Floats = Any
_FIRST, _NON_DIRECT = 0, 2
_WHOLE = 4_655_851_200


@compiled
def _newest(row: Int, stop: Int, kinds: Codes, marks: Masks, codes: Codes, nothing: Int, direct: Int) -> Int:
    """The last touch below `row`, at or above `stop`; -1 for none. Channels `nothing` and `direct` do not count."""
    while row > stop:
        row -= 1
        if marks[kinds[row]] & np.uint64(1) != 0 and codes[row] != nothing and codes[row] != direct:
            return row
    return -1


@compiled
def _hand_out(row: Int, begin: Int, end: Int, times: Ints, kinds: Codes, marks: Masks, codes: Codes, nothing: Int,
              direct: Int, total: Int, money: float, parts: Ints, worth: Floats) -> None:  # fmt: skip
    """To the touches of the instant of `row`, in equal shares."""
    first, last = row, row + 1
    while first > begin and times[first - 1] == times[row]:
        first -= 1
    while last < end and times[last] == times[row]:
        last += 1
    if last - first == 1:
        parts[codes[row]] += total
        worth[codes[row]] += money
        return
    sharing, least = 0, np.int64(codes[row])
    for one in range(first, last):
        if marks[kinds[one]] & np.uint64(1) != 0 and codes[one] != nothing and codes[one] != direct:
            sharing += 1
            least = min(least, np.int64(codes[one]))
    for one in range(first, last):
        if marks[kinds[one]] & np.uint64(1) != 0 and codes[one] != nothing and codes[one] != direct:
            parts[codes[one]] += total // sharing
            worth[codes[one]] += money / sharing
    parts[least] += total % sharing


@inlined
def _person(event: Any, begin: Any, end: Any, times: Ints, kinds: Codes, marks: Masks, codes: Codes, values: Codes,
            amounts: Floats, limits: Any, asked: Any, parts: Ints, worth: Floats, counts: Ints,
            money: Floats) -> None:  # fmt: skip
    """Credit the conversions of one person from the first one on, which is `event`."""
    model, direct, _ = asked
    back, from_us, to_us = limits
    nothing = -1 if direct == 0 else 0
    look, head, last, other, held, total, owed = begin, begin, -1, -1, -1, np.int64(0), 0.0
    while event < end:
        now, before, row = times[event], look, event
        event = np.int64(next_row(np.uint64(event + 1), np.uint64(end), kinds, marks, np.uint64(2)))
        if not from_us <= now < to_us:
            continue
        amount = amounts[values[row]] if values.size else 1.0
        look = max(look, row + 1)
        while look < end and times[look] == now:
            look += 1
        if model == _FIRST:
            while head < look and (
                now - times[head] > back or marks[kinds[head]] & np.uint64(1) == 0 or codes[head] == nothing
            ):
                head += 1
            chosen = head if head < look else -1
        else:
            last = max(last, _newest(look, before, kinds, marks, codes, nothing, -1))
            chosen = last if last >= 0 and now - times[last] <= back else -1
        if model == _NON_DIRECT:
            other = max(other, _newest(look, before, kinds, marks, codes, nothing, direct))
            chosen = other if other >= 0 and now - times[other] <= back else chosen
        counts[0] += 1
        if chosen < 0:
            counts[1] += 1
            money[0] += amount
            continue
        if held >= 0 and times[held] != times[chosen]:
            spared = direct if model == _NON_DIRECT and codes[held] != direct else -1
            _hand_out(held, begin, end, times, kinds, marks, codes, nothing, spared, total, owed, parts, worth)
            total, owed = np.int64(0), 0.0
        held, total, owed = chosen, total + _WHOLE, owed + amount
    if held >= 0:
        spared = direct if model == _NON_DIRECT and codes[held] != direct else -1
        _hand_out(held, begin, end, times, kinds, marks, codes, nothing, spared, total, owed, parts, worth)


@compiled
def attribute_single(begins: Ints, ends: Ints, times: Ints, kinds: Codes, marks: Masks, codes: Codes, values: Codes,
                     amounts: Floats, limits: Any, asked: Any, parts: Ints, worth: Floats, counts: Ints,
                     money: Floats) -> None:  # fmt: skip
    """As `attribution_loop.attribute`, for the models that credit one touch."""
    who, where, when = np.empty(AT_ONCE, np.int64), np.empty(AT_ONCE, np.int64), np.empty(AT_ONCE, np.int64)
    person = 0
    while person < begins.size:
        found, person = first_rows(person, begins, ends, times, kinds, marks, np.uint64(2), who, where, when)
        for place in range(found):
            when[place] = codes[where[place]]
        for place in range(found):
            one = who[place]
            _person(where[place], begins[one], ends[one], times, kinds, marks, codes, values, amounts, limits, asked,
                    parts, worth, counts, money)  # fmt: skip
