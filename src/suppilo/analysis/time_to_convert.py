"""`suppilo.time_to_convert`: how long from a person's first event of one kind to the next of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from suppilo.analysis import tables
from suppilo.analysis.answers import Answer, NotComputed, rate
from suppilo.analysis.asking import Condition, Event, condition_of, labels_of
from suppilo.analysis.durations import MICROSECOND, duration_of
from suppilo.analysis.frames import Columns, LeftOut
from suppilo.analysis.instants import moment, period_of
from suppilo.analysis.log import instant
from suppilo.analysis.matching import Hint, hint, left_out_of, matching, properties_of, unknown_names
from suppilo.analysis.pictures import neutral
from suppilo.analysis.ports import StoredEvents
from suppilo.analysis.reading import stored
from suppilo.analysis.running import span, summed
from suppilo.charts.curve import Mark, curve_points, step_curve
from suppilo.kernel.duration import spell_duration
from suppilo.kernel.statistics import Reason, Unknown
from suppilo.kernel.survival import Curve, SurvivalPlan, SurvivalSums, survival_sums

_HOUR, _DAY = 3_600, 86_400
_NOT_YET = NotComputed(Reason.WINDOW_OPEN)
#: Times at which people ask for a share, in seconds.
_ROUND = (1, 10, 60, 600, _HOUR, 6 * _HOUR, _DAY, 3 * _DAY, 7 * _DAY, 14 * _DAY, 30 * _DAY, 60 * _DAY, 90 * _DAY,
          180 * _DAY, 365 * _DAY, 730 * _DAY, 1825 * _DAY, 3650 * _DAY)  # fmt: skip


@dataclass(frozen=True)
class Within:
    """After `seconds`, `converted` people had converted and `waiting` were known to wait longer.

    `share` is the Kaplan-Meier estimate of those who have converted by then, with its 95 % interval `lower`..`upper`.
    """

    seconds: float
    converted: int
    waiting: int
    share: float
    lower: float
    upper: float


@dataclass(frozen=True, repr=False)
class TimeToConvert(tables.Tabular):
    """The answer of `suppilo.time_to_convert`: what share has converted by when, those who still wait censored.

    Of `people` who began, `converted` did so. `q1`, `median`, `q3`: seconds until a quarter, half and three quarters
    have; NotComputed("window_open") where that many have not been reached yet, ("no_entries") of nobody. `curve` holds
    every step of the estimate in seconds, `within` it at round times, `longest` how long anybody was looked at.
    """

    start: str
    conversion: str
    people: int
    converted: int
    q1: Answer
    median: Answer
    q3: Answer
    longest: float
    within: tuple[Within, ...]
    curve: Curve = field(compare=False)
    window: timedelta | None = None
    as_of: datetime | None = None
    left_out: LeftOut = LeftOut()
    hints: tuple[Hint, ...] = ()

    @property
    def waiting(self) -> int:
        """How many began and have not converted (in time): they enter the estimate as censored."""
        return self.people - self.converted

    def share(self, after: str | timedelta) -> Answer:
        """The share that has converted after this long, such as "7d".

        NotComputed: "no_entries" of nobody, "window_open" where nobody has been looked at for so long.
        """
        length = duration_of(after, "after")
        seconds = 0.0 if length is None else length.total_seconds()
        if not self.people:
            return rate(0, 0)
        return _at(self.curve, seconds)[0] if seconds <= self.longest or not self.waiting else _NOT_YET

    def rows(self) -> list[dict[str, Any]]:
        """One row a step of the curve: its 95 % interval, how many waited just before, and converted then."""
        found = self.curve
        arrays = (found.times, found.converted, found.at_risk, 1 - found.left, 1 - found.upper, 1 - found.lower)
        keys = ("seconds", "converted", "at_risk", "share", "lower", "upper")
        return [dict(zip(keys, row, strict=True)) for row in zip(*(one.tolist() for one in arrays), strict=True)]

    def shown(self) -> tuple[list[str], list[list[str]]]:
        """The shares at round times."""
        rows = [
            [tables.duration(one.seconds), tables.count(one.converted), tables.percent(one.share),
             f"{tables.percent(one.lower)} - {tables.percent(one.upper)}", tables.count(one.waiting)]
            for one in self.within
        ]  # fmt: skip
        return ["within", "converted", "share", "95% interval", "still waiting"], rows

    def notes(self) -> Sequence[str]:
        """What a reader must know beside the numbers."""
        if not self.people:
            return [f"Nobody has begun with {self.start}.", *(hint(*one) for one in self.hints)]
        notes = [
            f"From the first {self.start} to the next {self.conversion}: {self.people:,} began, {self.converted:,}"
            f" converted, {self.waiting:,} have not (they count as waiting, not as never).",
            f"Median {_reached(self.median)}; a quarter {_reached(self.q1)}, three quarters {_reached(self.q3)}.",
        ]
        notes += [f"Looked at for {spell_duration(self.window)} each."] if self.window else []
        notes += [f"Left out: {self.left_out}."] if self.left_out else []
        return [*notes, *(hint(*one) for one in self.hints)]

    def svg(self, title: str = "Time to convert") -> str:
        """The curve with its interval, as SVG text. Stands alone, on light and dark."""
        found = curve_points(1 - self.curve.left, 1 - self.curve.upper, 1 - self.curve.lower, self.curve.times)
        median = [Mark(self.median, f"median {_reached(self.median)}")] if isinstance(self.median, float) else []
        ticks = [(one.seconds, tables.duration(one.seconds)) for one in self.within]
        return neutral(step_curve(title, " ".join(self.notes()), found, ticks, tables.percent, median))

    def thinned(self, most: int) -> TimeToConvert:
        """The same with at most `most` steps of the curve kept: a picture shows no more."""
        if self.curve.times.size <= most:
            return self
        kept = np.unique(np.linspace(0, self.curve.times.size - 1, most).astype(np.int64))
        fields = ("times", "left", "lower", "upper", "at_risk", "converted")
        return replace(self, curve=Curve(**{key: getattr(self.curve, key)[kept] for key in fields}))


def time_to_convert(
    events: Any,
    *,
    start: str | Event,
    conversion: str | Event,
    unit: str = "person",
    time: str = "time",
    name: str = "name",
    window: str | timedelta | None = None,
    period: tuple[Any, Any] | None = None,
    as_of: Any = None,
    threads: int | None = None,
) -> TimeToConvert:
    """How long from everybody's first `start` event to their next `conversion`, whatever lies between.

    Who has not converted is only known to take longer: the share by each time is Kaplan and Meier's estimate, with its
    95 % interval. `window`: how long each is looked at; later conversions do not count. `period`: people whose first
    `start` lies in [from, to). `as_of`: when we look, the last event unless given. Events are handed over as in
    `funnel`. Raises BadInput.

    >>> import pandas as pd
    >>> log = pd.DataFrame({
    ...     "person": ["ann", "ann", "bo", "bo", "cy"], "name": ["lead", "won", "lead", "won", "lead"],
    ...     "time": [0, 3600, 0, 7200, 3600],
    ... })
    >>> answer = time_to_convert(log, start="lead", conversion="won", as_of=10800)
    >>> answer.people, answer.converted, answer.median, answer.q3
    (3, 2, 7200.0, NotComputed('window_open'))
    >>> round(answer.share("1h"), 3)
    0.333
    """
    asked = [start, conversion]
    conditions = [condition_of(one, role) for one, role in zip(asked, ("start", "conversion"), strict=True)]
    length, look = duration_of(window, "window"), None if as_of is None else moment(as_of, "as_of")
    begin, end = period_of(period)
    found = stored(events, Columns(unit, time, name, properties_of(conditions)))
    return waited(found, conditions, labels_of(asked), window=length, period=(begin, end), as_of=look, threads=threads)


def waited(
    found: StoredEvents,
    conditions: Sequence[Condition],
    labels: Sequence[str],
    *,
    window: timedelta | None,
    period: tuple[int | None, int | None],
    as_of: int | None,
    threads: int | None = None,
) -> TimeToConvert:
    """The answer from what begins to what converts: `conditions` and `labels` are the two. Times are microseconds."""
    seen = span(found.buckets())
    look = as_of if as_of is not None else seen[1] if seen else 0
    marks = matching(found, conditions, everything=False)
    plan = SurvivalPlan(marks, look, None if window is None else window // MICROSECOND, *period)
    sums = summed(found.buckets(), plan, survival_sums, workers=threads)
    spread, curve = sums.spread(), sums.curve()
    return TimeToConvert(
        labels[0], labels[1], people=spread.count, converted=spread.count - spread.inside,
        q1=_answer(spread.lower), median=_answer(spread.median), q3=_answer(spread.upper),
        longest=float(sums.seconds.max(initial=0.0)), within=_within(sums, curve), curve=curve, window=window,
        as_of=instant(look) if seen or as_of is not None else None,
        left_out=left_out_of(found),
        hints=tuple(unknown_names(found, conditions)),
    )  # fmt: skip


def _within(sums: SurvivalSums, curve: Curve) -> tuple[Within, ...]:
    """The estimate at round times, from the first by which somebody had converted to how long anybody was seen."""
    longest = float(sums.seconds.max(initial=0.0))
    first = float(curve.times[0]) if curve.times.size else longest
    times = [float(one) for one in _ROUND if first <= one <= longest]
    times += [longest] if sums.durations.size and longest not in times else []
    return tuple(
        Within(
            one,
            int(np.count_nonzero(sums.ended & (sums.seconds <= one))),
            int(np.count_nonzero((sums.seconds > one) | (~sums.ended & (sums.seconds == one)))),
            *_at(curve, one),
        )
        for one in times
    )


def _at(curve: Curve, seconds: float) -> tuple[float, float, float]:
    """The share converted after so many seconds, with the ends of its interval; 0 before the first conversion."""
    place = int(np.searchsorted(curve.times, seconds, side="right")) - 1
    if place < 0:
        return 0.0, 0.0, 0.0
    return 1 - float(curve.left[place]), 1 - float(curve.upper[place]), 1 - float(curve.lower[place])


def _answer(value: float | Unknown) -> Answer:
    return NotComputed(value.reason) if isinstance(value, Unknown) else value


def _reached(value: Answer) -> str:
    return "not reached" if isinstance(value, Unknown) else tables.duration(value)
