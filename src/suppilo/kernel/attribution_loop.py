"""The loop of the models that share credit among touches: linear, position, time decay.

Touches of one instant form a group: they share equally what the group gets, which is the average over all orders in
which they may have happened. A person's credit is collected per group, as sums and as steps (`each[g]` more a touch
from group g on), and handed out once at the end, so a conversion costs the same however many touches it has.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.events import Codes, Ints
from suppilo.kernel.matching import Masks

Floats = Any
_LINEAR, _DECAY = 3, 5
_WHOLE = 4_655_851_200


@compiled
def _credit(model: int, first: int, last: int, touches: int, many: int, worth: float,
            own: Ints, each: Ints, own_worth: Floats, each_worth: Floats) -> None:  # fmt: skip
    """Credit `many` conversions of one instant, `worth` in all, to the groups first..last with so many touches."""
    whole: Int = many * _WHOLE
    share: Int
    begin: Int
    end: Int
    if model == _LINEAR:
        share, share_worth, begin, begin_worth = whole // touches, worth / touches, np.int64(0), 0.0
        end, end_worth = whole - share * touches, 0.0
    elif touches <= 2:
        share, share_worth = np.int64(0), 0.0
        begin, begin_worth = whole * (touches - 1) // 2, worth * (touches - 1) / 2
        end, end_worth = whole - begin, worth - begin_worth
    else:
        share, share_worth = whole // 5 // (touches - 2), worth / 5 / (touches - 2)
        begin, begin_worth = whole // 5 * 2 - share, worth * 0.4 - share_worth
        end, end_worth = whole - begin - share * touches, begin_worth
    each[first] += share
    each[last + 1] -= share
    each_worth[first] += share_worth
    each_worth[last + 1] -= share_worth
    own[first] += begin
    own[last] += end
    own_worth[first] += begin_worth
    own_worth[last] += end_worth


@compiled
def _hand_out(groups: int, touches: int, starts: Ints, channels: Ints, own: Ints, each: Ints,
              own_worth: Floats, each_worth: Floats, parts: Ints, worth: Floats) -> None:  # fmt: skip
    """What each group got, to the channels of its touches."""
    more, more_worth = np.int64(0), 0.0
    for group in range(groups):
        begin, end = starts[group], starts[group + 1] if group + 1 < groups else touches
        more += each[group]
        more_worth += each_worth[group]
        total, money = more * (end - begin) + own[group], more_worth * (end - begin) + own_worth[group]
        if total == 0 and money == 0.0:
            continue
        least = channels[begin]
        for touch in range(begin, end):
            least = min(least, channels[touch])
            parts[channels[touch]] += total // (end - begin)
            worth[channels[touch]] += money / (end - begin)
        parts[least] += total % (end - begin)


@compiled
def _decayed(groups: int, whens: Ints, starts: Ints, touches: int, found: int, at: Ints, many: Ints, worth: Floats,
             weights: Floats, back: int, rate: float, own: Ints, own_worth: Floats) -> None:  # fmt: skip
    """Time decay, from the newest group to the oldest: the conversions in reach, decayed to the group's instant."""
    reach, reach_worth, ahead, gone, left = 0.0, 0.0, found, found, np.int64(0)
    for one in range(found):
        left += many[one] * _WHOLE
    now, newest = at[found - 1], -1
    for group in range(groups - 1, -1, -1):
        fade = math.exp(-rate * (now - whens[group]))
        reach, reach_worth, now = reach * fade, reach_worth * fade, whens[group]
        while ahead > 0 and at[ahead - 1] >= now:
            ahead -= 1
            fade = math.exp(-rate * (at[ahead] - now)) / weights[ahead]
            reach, reach_worth = reach + many[ahead] * fade, reach_worth + worth[ahead] * fade
        while gone > ahead and at[gone - 1] - now > back:
            gone -= 1
            fade = math.exp(-rate * (at[gone] - now)) / weights[gone]
            reach, reach_worth = reach - many[gone] * fade, reach_worth - worth[gone] * fade
        if gone == ahead:
            reach, reach_worth = 0.0, 0.0
            continue
        size = (starts[group + 1] if group + 1 < groups else touches) - starts[group]
        own[group] = np.int64(reach * size * _WHOLE)
        own_worth[group] = reach_worth * size
        left -= own[group]
        newest = max(newest, group)
    own[newest] += left


@compiled
def _last_conversion(begin: int, end: int, kinds: Codes, marks: Masks) -> int:
    """After the last conversion of a person; `begin` when there is none."""
    while end > begin and marks[kinds[end - 1]] & np.uint64(2) == 0:
        end -= 1
    return end


@compiled
def attribute(begins: Ints, ends: Ints, times: Ints, kinds: Codes, marks: Masks, codes: Codes, values: Codes,
              amounts: Floats, limits: Any, asked: Any, parts: Ints, worth: Floats, counts: Ints,
              money: Floats) -> None:  # fmt: skip
    """Credit everybody's conversions: `counts` and `money` collect all, those without a touch, and what these cost."""
    model, direct, rate = asked
    most = 1
    for person in range(begins.size):
        most = max(most, ends[person] - begins[person])
    whens, starts, channels = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    own, each = np.zeros(most + 1, np.int64), np.zeros(most + 1, np.int64)
    own_worth, each_worth = np.zeros(most + 1), np.zeros(most + 1)
    at, many, each_money, weights = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most), np.empty(most)
    for person in range(begins.size):
        event, end = begins[person], _last_conversion(begins[person], ends[person], kinds, marks)
        if event == end:
            continue
        while end < ends[person] and times[end] == times[end - 1]:
            end += 1
        groups, touches, found = _person(
            event, end, times, kinds, marks, codes, values, amounts, limits, model, direct, rate, counts, money,
            whens, starts, channels, own, each, own_worth, each_worth, at, many, each_money, weights,
        )  # fmt: skip
        if model == _DECAY and found > 0:
            _decayed(groups, whens, starts, touches, found, at, many, each_money, weights, limits[0], rate,
                     own, own_worth)  # fmt: skip
        _hand_out(groups, touches, starts, channels, own, each, own_worth, each_worth, parts, worth)
        for group in range(groups + 1):
            own[group], each[group], own_worth[group], each_worth[group] = 0, 0, 0.0, 0.0


@compiled
def _person(event: int, end: int, times: Ints, kinds: Codes, marks: Masks, codes: Codes, values: Codes,
            amounts: Floats, limits: Any, model: int, direct: int, rate: float, counts: Ints, money: Floats,
            whens: Ints, starts: Ints, channels: Ints, own: Ints, each: Ints, own_worth: Floats,
            each_worth: Floats, at: Ints, many: Ints, each_money: Floats, weights: Floats) -> Any:  # fmt: skip
    """Collect one person's groups of touches and what each is credited with, instant by instant."""
    back, from_us, to_us = limits
    groups, touches, head, found, weight, since = 0, 0, 0, 0, 0.0, np.int64(0)
    while event < end:
        now, first, conversions, amount = times[event], touches, 0, 0.0
        while event < end and times[event] == now:
            mark = marks[kinds[event]]
            if mark & np.uint64(1) != 0 and (codes[event] != 0 or direct == 0):
                channels[touches] = codes[event]
                touches += 1
            if mark & np.uint64(2) != 0 and from_us <= now < to_us:
                conversions += 1
                amount += amounts[values[event]] if values.size else 1.0
            event += 1
        if touches > first:
            whens[groups], starts[groups] = now, first
            if model == _DECAY:
                weight = (weight * math.exp(-rate * (now - since)) if groups > 0 else 0.0) + (touches - first)
                since = now
            groups += 1
        if conversions == 0:
            continue
        counts[0] += conversions
        while head < groups and now - whens[head] > back:
            if model == _DECAY:
                size = (starts[head + 1] if head + 1 < groups else touches) - starts[head]
                weight -= size * math.exp(-rate * (since - whens[head]))
            head += 1
        if head == groups:
            weight = 0.0
            counts[1] += conversions
            money[0] += amount
        elif model == _DECAY:
            at[found], many[found], each_money[found] = now, conversions, amount
            weights[found] = weight * math.exp(-rate * (now - since))
            found += 1
        else:
            _credit(model, head, groups - 1, touches - starts[head], conversions, amount,
                    own, each, own_worth, each_worth)  # fmt: skip
    return groups, touches, found
