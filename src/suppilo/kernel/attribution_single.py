"""The loop of the models that credit one touch: first, last, last non-direct. It reads little but the conversions.

Where conversions and touches stand is known from `marked_rows`. The instant that is credited never goes back in time
from one conversion to the next, so what it gets is collected and handed out, equally to its touches, when another
instant's turn comes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from suppilo.kernel.compiled import compiled, uncounted
from suppilo.kernel.events import Codes, Ints
from suppilo.kernel.marked_rows import Bits, is_marked, last_marked_from, next_marked

Floats = Any
_FIRST, _NON_DIRECT = 0, 2
_WHOLE = 4_655_851_200
#: So many people are taken at a time: what one of them waits for in memory is fetched while others are worked on.
_AT_ONCE = 128


@uncounted
def _hand_out(row: Any, begin: Any, end: Any, times: Ints, touched: Bits, codes: Codes, total: Any, money: Any,
              parts: Ints, worth: Floats) -> None:  # fmt: skip
    """To the touches of the instant of `row`, in equal shares."""
    one = np.uint64(1)
    first, last = row, row + one
    while first > begin and times[first - one] == times[row]:
        first -= one
    while last < end and times[last] == times[row]:
        last += one
    if last - first == one:
        parts[codes[row]] += total
        worth[codes[row]] += money
    else:
        _share(first, last, touched, codes, total, money, parts, worth)


@compiled
def _share(first: Any, last: Any, touched: Bits, codes: Codes, total: Any, money: Any, parts: Ints,
           worth: Floats) -> None:  # fmt: skip
    """To all touches of first..last; what cannot be divided goes to the least channel."""
    sharing, least = 0, np.int64(-1)
    for place in range(first, last):
        if is_marked(touched, np.uint64(place)):
            sharing += 1
            code = np.int64(codes[place])
            least = code if least < 0 else min(least, code)
    for place in range(first, last):
        if is_marked(touched, np.uint64(place)):
            parts[codes[place]] += total // sharing
            worth[codes[place]] += money / sharing
    parts[least] += total % sharing


@uncounted
def _person(event: Any, begin: Any, end: Any, times: Ints, converted: Bits, touched: Bits, indirect: Bits,
            codes: Codes, values: Codes, amounts: Floats, limits: Any, model: Any, parts: Ints, worth: Floats,
            counts: Ints, money: Floats) -> None:  # fmt: skip
    """Credit the conversions of one person from the first one on, which is `event`. No touch is said by `end`."""
    back, from_us, to_us = limits
    one, held, spared, total, owed = np.uint64(1), end, False, np.int64(0), 0.0
    look, head, last, other = begin, begin, end, end
    while event < end:
        now, before, row = times[event], look, event
        event = next_marked(converted, event + one, end)
        if not from_us <= now < to_us:
            continue
        amount = amounts[values[row]] if values.size else 1.0
        look = max(look, row + one)
        while look < end and times[look] == now:
            look += one
        chosen, nearer = end, False
        if model == _FIRST:
            head = next_marked(touched, head, look)
            while head < look and now - times[head] > back:
                head = next_marked(touched, head + one, look)
            chosen = head if head < look else end
        else:
            newest = last_marked_from(touched, before, look)
            last = newest if newest < look else last
            chosen = last if last < end and now - times[last] <= back else end
        if model == _NON_DIRECT:
            newest = last_marked_from(indirect, before, look)
            other = newest if newest < look else other
            if other < end and now - times[other] <= back:
                chosen, nearer = other, True
        counts[0] += 1
        if chosen == end:
            counts[1] += 1
            money[0] += amount
            continue
        if held < end and times[held] != times[chosen]:
            _hand_out(held, begin, end, times, indirect if spared else touched, codes, total, owed, parts, worth)
            total, owed = np.int64(0), 0.0
        held, spared, total, owed = chosen, nearer, total + _WHOLE, owed + amount
    if held < end:
        _hand_out(held, begin, end, times, indirect if spared else touched, codes, total, owed, parts, worth)


@compiled
def attribute_single(begins: Ints, ends: Ints, times: Ints, converted: Bits, touched: Bits, indirect: Bits,
                     codes: Codes, values: Codes, amounts: Floats, limits: Any, model: Any, parts: Ints, worth: Floats,
                     counts: Ints, money: Floats) -> None:  # fmt: skip
    """Credit everybody's conversions: `counts` and `money` collect all, those without a touch, and what these cost.

    The bits say which rows are `converted`, which are `touched`, and which of these are `indirect`: not direct.
    """
    who, where, seen = np.empty(_AT_ONCE, np.int64), np.empty(_AT_ONCE, np.uint64), np.empty(_AT_ONCE, np.int64)
    person = 0
    while person < begins.size:
        found = 0
        while person < begins.size and found < _AT_ONCE:
            end = np.uint64(ends[person])
            row = next_marked(converted, np.uint64(begins[person]), end)
            who[found], where[found] = person, row
            found += row < end
            person += 1
        # By itself: where no guess about a branch fails, many reads far apart in memory are under way together.
        for place in range(found):
            row, begin = where[place], np.uint64(begins[who[place]])
            near = (
                next_marked(touched, begin, row)
                if model == _FIRST
                else last_marked_from(touched, begin, row + np.uint64(1))
            )
            near = min(near, row)
            seen[place] = times[row] + times[near] + codes[near]
        for place in range(found):
            one = who[place]
            _person(
                where[place], np.uint64(begins[one]), np.uint64(ends[one]), times, converted, touched, indirect, codes,
                values, amounts, limits, model, parts, worth, counts, money,
            )  # fmt: skip
