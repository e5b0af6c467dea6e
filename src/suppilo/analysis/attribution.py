"""`suppilo.attribution`: which touches before a conversion get the credit for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.analysis import tables
from suppilo.analysis.answers import Answer, known, rate
from suppilo.analysis.asking import Condition, Event, condition_of
from suppilo.analysis.durations import MICROSECOND, duration_of
from suppilo.analysis.errors import N_, BadInput, nearest
from suppilo.analysis.frames import Columns, LeftOut
from suppilo.analysis.instants import period_of
from suppilo.analysis.matching import Hint, hint, left_out_of, matching, properties_of, unknown_names, values_of
from suppilo.analysis.pictures import neutral
from suppilo.analysis.ports import StoredEvents
from suppilo.analysis.reading import stored
from suppilo.analysis.running import summed
from suppilo.charts.bars import Bar, bars
from suppilo.kernel.attribution import MODELS, AttributionPlan, AttributionSums, Model, attribution_sums
from suppilo.kernel.matching import Matching

#: How old a touch may be unless something else is said.
LOOK_BACK = "30d"


@dataclass(frozen=True)
class Credit:
    """What one channel is credited with: conversions (they may be fractions), their share, and the money they brought.

    `value` is None where no value was asked for. `channel` None: touches without one, where they are "direct".
    """

    channel: Any
    conversions: float
    share: Answer
    value: float | None

    @property
    def label(self) -> str:
        """The channel as text."""
        return "none" if self.channel is None else str(self.channel)


@dataclass(frozen=True, repr=False)
class Attribution(tables.Tabular):
    """The answer of `suppilo.attribution`: the most credited channel first.

    `conversions` there were, `untouched` of them without a touch in the look-back: nobody is credited with those.
    """

    credits: tuple[Credit, ...]
    conversions: int
    untouched: int
    untouched_value: float | None
    model: str
    left_out: LeftOut = LeftOut()
    hints: tuple[Hint, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        """One row a channel."""
        return [
            {"channel": one.channel, "conversions": one.conversions, "share": known(one.share), "value": one.value}
            for one in self.credits
        ]

    def shown(self) -> tuple[list[str], list[list[str]]]:
        """The same, written."""
        valued = self.untouched_value is not None
        rows = [
            [one.label, f"{one.conversions:,.2f}", tables.percent(one.share)] + [f"{one.value or 0:,.2f}"] * valued
            for one in self.credits
        ]
        return ["channel", "conversions", "share"] + ["value"] * valued, rows

    def notes(self) -> Sequence[str]:
        """What a reader must know beside the numbers."""
        notes = [f"{self.conversions:,} conversions, {self.untouched:,} of them without a touch. Model: {self.model}."]
        notes += [f"Left out: {self.left_out}."] if self.left_out else []
        return [*notes, *(hint(*one) for one in self.hints)]

    def svg(self, title: str = "Attribution") -> str:
        """The channels as bars, as SVG text."""
        _, rows = self.shown()
        marks = [
            Bar(row[0], one.conversions, f"{row[1]} ({row[2]})") for row, one in zip(rows, self.credits, strict=True)
        ]
        return neutral(bars(title, " ".join(self.notes()), marks))


def attribution(
    events: Any,
    *,
    conversion: str | Event,
    channel: str,
    touch: str | Event | None = None,
    model: Model = "last",
    look_back: str | timedelta | None = LOOK_BACK,
    direct: Any = "direct",
    half_life: str | timedelta = "7d",
    value: str | None = None,
    unit: str = "person",
    time: str = "time",
    name: str = "name",
    period: tuple[Any, Any] | None = None,
    threads: int | None = None,
) -> Attribution:
    """Credit each conversion to the channels of the person's touches at or before it, inside the look-back.

    `touch`: which events are touches (those with a channel, unless given); `channel`: the column that says whence.
    `model`: first, last, last_non_direct (`direct` names the channel passed over; None: no channel is a direct touch),
    linear, position (40/20/40), time_decay (`half_life`). `look_back=None`: any age. `value`: a column of numbers, what
    a conversion is worth. `period`: conversions in [from, to), touches may lie before. Raises BadInput.

    >>> import pandas as pd
    >>> log = pd.DataFrame({
    ...     "person": [1, 1, 1, 2], "name": ["visit", "visit", "order", "order"], "time": [0, 60, 90, 90],
    ...     "source": ["search", "mail", None, None],
    ... })
    >>> answer = attribution(log, conversion="order", channel="source", touch="visit", model="linear")
    >>> [(one.channel, one.conversions) for one in answer.credits], answer.untouched
    ([('mail', 0.5), ('search', 0.5)], 1)
    """
    _check_model(model)
    asked = {"conversion": conversion, "touch": touch}
    conditions = [condition_of(one, role) for role, one in asked.items() if one is not None or role == "conversion"]
    before, half = duration_of(look_back, "look_back"), duration_of(half_life, "half_life")
    begin, end = period_of(period)
    columns = (*properties_of(conditions), channel, *([value] if value else []))
    found = stored(events, Columns(unit, time, name, columns))
    plan = AttributionPlan(
        _marked(found, conditions), channel, len(channels := values_of(found, channel, "channel")), model=model,
        look_back_us=None if before is None else before // MICROSECOND,
        half_life_us=(half or timedelta(days=7)) // MICROSECOND,
        direct=_code(channels, direct), value=value,
        amounts=None if value is None else _amounts(value, values_of(found, value, "value")),
        from_us=begin, to_us=end,
    )  # fmt: skip
    sums = summed(found.buckets(), plan, attribution_sums, workers=threads)
    return _answer(sums, found, channels, plan, tuple(unknown_names(found, conditions)))


def _answer(
    sums: AttributionSums, found: StoredEvents, channels: Sequence[Any], plan: AttributionPlan, hints: tuple[Hint, ...]
) -> Attribution:
    touched = sums.conversions - sums.untouched
    listed = [
        Credit(channels[code], shares, rate(shares, touched), float(sums.worth[code]) if plan.value else None)
        for code, shares in enumerate(sums.credits.tolist())
        if shares
    ]
    return Attribution(
        credits=tuple(sorted(listed, key=lambda one: (-one.conversions, one.label))),
        conversions=sums.conversions,
        untouched=sums.untouched,
        untouched_value=sums.untouched_worth if plan.value else None,
        model=plan.model,
        left_out=left_out_of(found),
        hints=hints,
    )


def _check_model(model: object) -> None:
    if model not in MODELS:
        text = N_("{role}={value!r} is none of {known}. Did you mean {near!r}?")
        near = nearest(str(model), MODELS) or MODELS[1]
        raise BadInput("bad_choice", text, role="model", value=model, known=", ".join(MODELS), near=near)


def _marked(found: StoredEvents, conditions: list[Condition]) -> Matching:
    """Bit 0 marks touches, bit 1 conversions; without a touch named, any act may be one."""
    plain = matching(found, conditions, everything=False)
    named = len(conditions) > 1

    def turned(mask: Any, kept: int) -> Any:
        table = ((mask & np.uint64(1)) << np.uint64(1)) | np.uint64(kept)
        return table | ((mask >> np.uint64(1)) & np.uint64(1)) if named else table

    names = turned(plain.names, 0)
    if not named:
        names[: len(found.names)][np.array(found.acts, dtype=np.bool_)] |= np.uint64(1)
    kept = 0 if named else 1
    return Matching(names, tuple((column, turned(table, kept)) for column, table in plain.columns))


def _code(channels: Sequence[Any], direct: Any) -> int | None:
    """The code of the channel that is no channel; None where it does not occur."""
    return channels.index(direct) if direct in channels else None


def _amounts(column: str, values: Sequence[Any]) -> npt.NDArray[np.float64]:
    wrong = [one for one in values if one is not None and (isinstance(one, bool) or not isinstance(one, int | float))]
    if wrong:
        text = N_("Column {column!r} must hold numbers to be a value, and holds {value!r}.")
        raise BadInput("not_numbers", text, column=column, value=wrong[0])
    return np.array([0.0 if one is None else float(one) for one in values])
