"""`suppilo.funnel`: how far everybody came, how long it took, who dropped, who may still go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

import numpy as np

from suppilo.analysis.asking import Condition, Event, Exclude, Step, excluded, labels_of, steps_of
from suppilo.analysis.breaking_down import Part, PersonProperty, by_event, gaps_by_group, person_codes, split_rows
from suppilo.analysis.calendar_periods import edges
from suppilo.analysis.durations import MICROSECOND, duration_of
from suppilo.analysis.errors import N_, BadInput, nearest
from suppilo.analysis.frames import Columns, FrameEvents
from suppilo.analysis.funnel_answer import Bucket, Buckets, Funnel, Trend, TrendBucket, walked_numbers
from suppilo.analysis.instants import moment, period_of, zone_of
from suppilo.analysis.log import instant
from suppilo.analysis.matching import left_out_of, matching, properties_of, unknown_names
from suppilo.analysis.ports import StoredEvents
from suppilo.analysis.reading import stored
from suppilo.analysis.running import span, summed
from suppilo.analysis.time_to_convert import TimeToConvert, waited
from suppilo.kernel.walk import TrendPlan, WalkPlan, WalkSums, trend_sums, walk_sums

Mode = Literal["ordered", "strict", "any_order"]
Count = Literal["unique", "attempt", "total"]
Every = Literal["day", "week", "month"]


def funnel(
    events: Any,
    *,
    steps: Sequence[str | Event],
    unit: str = "person",
    time: str = "time",
    name: str = "name",
    window: str | timedelta | None = None,
    mode: Mode = "ordered",
    exclude: Sequence[Exclude | str | Event] | Exclude | str | Event = (),
    count: Count = "unique",
    period: tuple[Any, Any] | None = None,
    as_of: Any = None,
    trend: Every | None = None,
    zone: str | ZoneInfo = "UTC",
    breakdown: str | PersonProperty | Mapping[Any, Any] | None = None,
    breakdown_value: Literal["first", "last"] | Step = "first",
    threads: int | None = None,
) -> Funnel:
    """Walk everybody through the steps.

    `events`: a pandas, Polars or Arrow table, a DuckDB relation, a CSV or Parquet path, or stored events; `unit`,
    `time` and `name` name its columns. `steps`: event names or `Event(name, where=...)`. `window`: such as "7d", from
    the first step. `exclude`: events that void a try. `period`: tries that began in [from, to). `as_of`: when we look,
    the last event unless given. `breakdown`: an event property (by its value on the events of the timed try,
    `breakdown_value` saying which), `Person(column)`, or a mapping from unit to value. Raises BadInput, a ValueError.

    >>> import pandas as pd
    >>> log = pd.DataFrame({
    ...     "person": ["ann", "ann", "bo", "bo", "cy"],
    ...     "name": ["view", "buy", "view", "view", "buy"],
    ...     "time": pd.to_datetime([0, 3600, 0, 60, 0], unit="s", utc=True),
    ... })
    >>> answer = funnel(log, steps=["view", "buy"], window="1d")
    >>> answer.counts, answer.conversion, answer.seconds[1].median
    ([2, 1], [1.0, 0.5], 3600.0)
    >>> answer.people(1, dropped=True)
    ['bo']
    """
    _check_choices(mode, count, trend)
    conditions = steps_of(steps)
    voiding, between = excluded(exclude, len(conditions), mode == "any_order")
    question = _Question(
        labels_of(steps), conditions, voiding, between, duration_of(window, "window"), mode, count, period_of(period),
        None if as_of is None else moment(as_of, "as_of"), breakdown, breakdown_value, threads,
    )  # fmt: skip
    _check(question)
    walked = _Walk(stored(events, Columns(unit, time, name, question.properties)), question)
    return walked.answer(trend, zone_of(zone))


@dataclass(frozen=True)
class _Question:
    """The arguments, checked. Times are microseconds."""

    labels: tuple[str, ...]
    steps: tuple[Condition, ...]
    voiding: tuple[Condition, ...]
    between: tuple[tuple[int, int], ...]
    window: timedelta | None
    mode: Mode
    count: Count
    period: tuple[int | None, int | None]
    as_of: int | None
    breakdown: Any
    breakdown_value: Any
    threads: int | None

    @property
    def properties(self) -> tuple[str, ...]:
        """The columns that conditions and the breakdown read."""
        by = self.breakdown.column if isinstance(self.breakdown, PersonProperty) else self.breakdown
        return (*properties_of((*self.steps, *self.voiding)), *((by,) if isinstance(by, str) else ()))


@dataclass(frozen=True)
class _Walk:
    """The question asked of the events."""

    events: StoredEvents
    question: _Question

    @cached_property
    def span(self) -> tuple[int, int] | None:
        """The first and the last event."""
        return span(self.events.buckets())

    @cached_property
    def as_of(self) -> int:
        """When we look: as said, else at the last event."""
        if self.question.as_of is not None:
            return self.question.as_of
        return self.span[1] if self.span else 0

    @cached_property
    def plan(self) -> WalkPlan:
        """The whole question without a breakdown, as the kernel reads it."""
        asked, begin, end = self.question, *self.question.period
        conditions = (*asked.steps, *asked.voiding) if len(asked.steps) > 1 else asked.steps
        return WalkPlan(
            matching(self.events, conditions),
            steps=len(asked.steps),
            window_us=None if asked.window is None else asked.window // MICROSECOND,
            mode=asked.mode,
            exclusions=asked.between if len(asked.steps) > 1 else (),
            count=asked.count,
            from_us=begin,
            to_us=end,
            as_of_us=self.as_of,
            timed=asked.count != "total",
        )

    def sums(self, plan: WalkPlan) -> WalkSums:
        """One pass over everybody."""
        return summed(self.events.buckets(), plan, walk_sums, workers=self.question.threads)

    def answer(self, trend: str | None, zone: ZoneInfo) -> Funnel:
        """Everything together."""
        asked = self.question
        numbers, buckets = self._numbers()
        return Funnel(
            steps=asked.labels,
            **numbers,
            window=asked.window,
            count=asked.count,
            as_of=instant(self.as_of) if self.span or asked.as_of is not None else None,
            left_out=left_out_of(self.events),
            buckets=buckets,
            trend=None if trend is None else self._trend(trend, zone),
            hints=tuple(unknown_names(self.events, (*asked.steps, *asked.voiding))),
            _people=self._people if asked.count == "unique" else None,
            _waits=self._waits if asked.count == "unique" and asked.mode == "ordered" and not asked.voiding else None,
        )

    def _numbers(self) -> tuple[dict[str, Any], Buckets | None]:
        breakdown = self.question.breakdown
        if breakdown is None:
            return _whole(self.sums(self.plan)), None
        if isinstance(breakdown, str):
            found, values = by_event(self.events, breakdown, self.question.breakdown_value)
            sums = self.sums(replace(self.plan, breakdown=found))
            gaps = gaps_by_group(sums, len(values))
            parts: list[Part] = [(sums.reached[g], sums.open[g], gaps[g]) for g in range(len(values))]
        else:
            sums = self.sums(replace(self.plan, rows=True))
            people, codes, values = person_codes(self.events, breakdown)
            parts = split_rows(sums, people, codes, len(values), len(self.question.steps))
        return _whole(sums), self._buckets(parts, values)

    def _buckets(self, parts: Sequence[Part], values: Sequence[Any]) -> Buckets:
        found = [
            Bucket(steps=self.question.labels, **walked_numbers(*part), value=value)
            for part, value in zip(parts, values, strict=True)
            if part[0][0]
        ]
        return Buckets(sorted(found, key=lambda one: (one.value is None, -one.counts[0], one.label)))

    def _trend(self, trend: str, zone: ZoneInfo) -> Trend:
        begin, end = self.question.period
        if self.span is None and begin is None and self.question.as_of is None:
            return Trend([])  # nothing says when
        low, high = self.span or (self.as_of, self.as_of)
        low, high = low if begin is None else begin, min(high, self.as_of) if end is None else end - 1
        cuts = edges(trend, low, max(low, high), zone, "trend")
        # A period that the asked one cuts holds only what lies inside.
        asked = [cuts[0] if begin is None else max(cuts[0], begin), *cuts[1:-1],
                 cuts[-1] if end is None else min(cuts[-1], end)]  # fmt: skip
        plan = TrendPlan(self.plan, tuple(asked))
        sums = summed(self.events.buckets(), plan, trend_sums, workers=self.question.threads)
        local = [instant(cut).astimezone(zone) for cut in cuts]
        return Trend(
            [
                TrendBucket(steps=self.question.labels, **_whole(one), start=start, end=stop)
                for one, start, stop in zip(sums.periods, local, local[1:], strict=False)
            ]
        )

    @cached_property
    def _depths(self) -> tuple[Any, Any]:
        rows = self.sums(replace(self.plan, rows=True, timed=False)).rows
        return (rows.people, rows.depth) if rows is not None else (np.zeros(0, np.int64), np.zeros(0, np.uint8))

    def _waits(self, start: int, step: int) -> TimeToConvert:
        asked, ends = self.question, (start - 1, step - 1)
        return waited(
            self.events, [asked.steps[end] for end in ends], [asked.labels[end] for end in ends],
            window=asked.window, period=asked.period, as_of=self.as_of, threads=asked.threads,
        )  # fmt: skip

    def _people(self, step: int, dropped: bool) -> list[Any]:
        people, depth = self._depths
        found = people[depth == step if dropped else depth >= step].tolist()
        labels = [self.events.labels[one] for one in found] if isinstance(self.events, FrameEvents) else found
        return sorted(labels, key=lambda one: (type(one).__name__, one))


def _whole(sums: WalkSums) -> dict[str, Any]:
    return walked_numbers(sums.reached.sum(axis=0), sums.open.sum(axis=0), sums.gaps)


def _check_choices(mode: object, count: object, trend: object) -> None:
    for role, value, known in (("mode", mode, get_args(Mode)), ("count", count, get_args(Count)),
                               ("trend", trend, (None, *get_args(Every)))):  # fmt: skip
        if value not in known:
            words = [one for one in known if one]
            near = nearest(str(value), words) or words[0]
            text = N_("{role}={value!r} is none of {known}. Did you mean {near!r}?")
            raise BadInput("bad_choice", text, role=role, value=value, known=", ".join(words), near=near)


def _check(asked: _Question) -> None:
    """Raises BadInput for what cannot be asked together."""
    if asked.count == "attempt" and asked.mode != "ordered":
        text = N_('count="attempt" is told in ordered mode only: leave out mode=, or count "unique".')
        raise BadInput("bad_count", text)
    tried = asked.window or asked.mode != "ordered" or asked.voiding or asked.breakdown is not None
    if asked.count == "total" and tried:
        text = N_('count="total" counts events, not tries: leave out window=, mode=, exclude= and breakdown=.')
        raise BadInput("bad_count", text)
    _check_step(asked.breakdown_value, len(asked.steps))


def _check_step(value: object, steps: int) -> None:
    if isinstance(value, Step):
        if isinstance(value.number, int) and 1 <= value.number <= steps:
            return
        text = N_("breakdown_value=Step({number!r}): steps are counted from 1 to {steps}.")
        raise BadInput("bad_choice", text, number=value.number, steps=steps)
    if value not in ("first", "last"):
        text = N_('breakdown_value={value!r} is none of "first", "last" and Step(number).')
        raise BadInput("bad_choice", text, value=value)
