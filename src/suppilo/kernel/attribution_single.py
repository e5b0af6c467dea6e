"""The loop of the models that credit one touch: first, last, last non-direct. It reads little but the conversions.

The instant that is credited never goes back in time from one conversion to the next, so what it gets is collected and
handed out, equally to its touches, when another instant's turn comes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.events import Codes, Ints
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


@compiled
def attribute_single(begins: Ints, ends: Ints, times: Ints, kinds: Codes, marks: Masks, codes: Codes, values: Codes,
                     amounts: Floats, limits: Any, asked: Any, parts: Ints, worth: Floats, counts: Ints,
                     money: Floats) -> None:  # fmt: skip
    """As `attribution_loop.attribute`, for the models that credit one touch."""
    model, direct, _ = asked
    back, from_us, to_us = limits
    nothing = -1 if direct == 0 else 0
    for person in range(begins.size):
        begin, end = begins[person], ends[person]
        event, look, head, last, other, held, total, owed = begin, begin, begin, -1, -1, -1, np.int64(0), 0.0
        while event < end:
            if marks[kinds[event]] & np.uint64(2) == 0:
                event += 1
                continue
            now, before, event = times[event], look, event + 1
            if not from_us <= now < to_us:
                continue
            amount = amounts[values[event - 1]] if values.size else 1.0
            look = max(look, event)
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
