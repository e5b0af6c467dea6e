"""Attribution: which touches before a conversion get the credit for it.

A touch is an event of a kind that has a channel. A conversion is credited to the person's touches at or before it,
inside the look-back window. `docs/algorithms/attribution.md` tells the rules in words; `attribution_reference` is the
slow, obvious twin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from suppilo.kernel.attribution_loop import attribute
from suppilo.kernel.attribution_single import attribute_single
from suppilo.kernel.events import Codes, Events, Ints
from suppilo.kernel.marked_rows import Bits, marked_rows
from suppilo.kernel.matching import Matching
from suppilo.kernel.reading import Reading, readings

Model = Literal["first", "last", "last_non_direct", "linear", "position", "time_decay"]
MODELS: tuple[Model, ...] = get_args(Model)
Floats = npt.NDArray[np.float64]

#: Bits of the masks of a plan.
TOUCH, CONVERSION = 1, 2
#: One conversion in whole parts, so that shares add up exactly: 1 to 20 touches and fifths divide it.
WHOLE = 4_655_851_200
DAY_US = 86_400_000_000
_ALWAYS = 2**62
_SINGLE = MODELS[:3]


@dataclass(frozen=True)
class AttributionPlan:
    """What to credit. Bit 0 of `matching` marks touches, bit 1 conversions (an event may be both).

    `channel` is the column whose code is the channel, `channels` how many codes there are. Code 0 (no value) is no
    touch, unless it is the `direct` one. A conversion is worth `amounts[code of the column value]`, or 1 without.
    Conversions count in [`from_us`, `to_us`); their touches may lie before, up to `look_back_us` (inclusive).
    """

    matching: Matching
    channel: str
    channels: int
    model: Model = "last"
    look_back_us: int | None = None
    direct: int | None = None
    half_life_us: int = 7 * DAY_US
    value: str | None = None
    amounts: Floats | None = None
    from_us: int | None = None
    to_us: int | None = None


@dataclass(frozen=True)
class AttributionSums:
    """`parts[channel]`: credit in parts of which WHOLE make a conversion; `worth[channel]`: in money. They add up.

    `conversions` counts all; `untouched` those without a touch, whose money is `untouched_worth`.
    The parts are exactly those of the conversions with a touch.
    """

    parts: Ints
    worth: Floats
    conversions: int
    untouched: int
    untouched_worth: float

    @property
    def credits(self) -> Floats:
        """How many conversions each channel is credited with."""
        shares: Floats = self.parts / WHOLE
        return shares

    def __add__(self, other: AttributionSums) -> AttributionSums:
        return AttributionSums(
            self.parts + other.parts,
            self.worth + other.worth,
            self.conversions + other.conversions,
            self.untouched + other.untouched,
            self.untouched_worth + other.untouched_worth,
        )


def attribution_sums(events: Events, plan: AttributionPlan) -> AttributionSums:
    """Credit the conversions of these people. Raises ValueError for a model or a time that cannot be."""
    _check(plan)
    parts, worth = np.zeros(plan.channels, dtype=np.int64), np.zeros(plan.channels, dtype=np.float64)
    counts, money = np.zeros(2, dtype=np.int64), np.zeros(1, dtype=np.float64)
    amounts = np.ones(1) if plan.amounts is None else np.ascontiguousarray(plan.amounts, dtype=np.float64)
    columns = (plan.channel,) if plan.value is None else (plan.channel, plan.value)
    limits = (
        _ALWAYS if plan.look_back_us is None else plan.look_back_us,
        -_ALWAYS if plan.from_us is None else plan.from_us,
        _ALWAYS if plan.to_us is None else plan.to_us,
    )
    asked = (MODELS.index(plan.model), -1 if plan.direct is None else plan.direct, np.log(2) / plan.half_life_us)
    for one in readings(events, plan.matching, columns):
        if not one.times.size:
            continue
        values = one.columns[-1] if plan.value else one.columns[0][:0]
        given = (values, amounts, limits)
        if plan.model in _SINGLE:
            attribute_single(
                one.begins, one.ends, one.times, *_rows(one, asked[1]), one.columns[0], *given, np.int64(asked[0]),
                parts, worth, counts, money,
            )  # fmt: skip
        else:
            attribute(
                one.begins, one.ends, one.times, one.kinds, one.marks, one.columns[0], *given, asked, parts, worth,
                counts, money,
            )  # fmt: skip
    return AttributionSums(parts, worth, int(counts[0]), int(counts[1]), float(money[0]))


def _rows(one: Reading, direct: int) -> tuple[Bits, Bits, Bits]:
    """Which rows are conversions, which are touches, and which of these are not direct."""
    channels = one.columns[0]
    touched = marked_rows(one.kinds, one.marks, TOUCH)
    if direct != 0:
        touched &= ~_carrying(channels, 0)
    indirect = touched & ~_carrying(channels, direct) if direct >= 0 else touched
    return marked_rows(one.kinds, one.marks, CONVERSION), touched, indirect


def _carrying(channels: Codes, channel: int) -> Bits:
    marks = np.zeros(channel + 1, dtype=np.uint64)
    marks[channel] = 1
    return marked_rows(channels, marks, 1)


def _check(plan: AttributionPlan) -> None:
    if plan.model not in MODELS:
        raise ValueError(f"There is no model {plan.model!r}: choose one of {', '.join(MODELS)}.")
    if plan.half_life_us <= 0 or (plan.look_back_us is not None and plan.look_back_us < 0):
        raise ValueError("A half-life is longer than nothing, and a look-back does not lie ahead.")
    if (plan.value is None) != (plan.amounts is None):
        raise ValueError("Amounts belong to the codes of a column: give both or neither.")
