"""The answer of a funnel: counts, conversion, times, who is open, buckets and trend."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.analysis import tables
from suppilo.analysis.answers import Answer, Seconds, known, rate
from suppilo.analysis.frames import LeftOut
from suppilo.analysis.matching import Hint, hint
from suppilo.analysis.pictures import buckets_svg, funnel_svg, trend_svg
from suppilo.analysis.time_to_convert import TimeToConvert
from suppilo.kernel.duration import spell_duration

#: step (from 1), dropped -> the labels of those units.
People = Callable[[int, bool], list[Any]]
#: Two steps (from 1) -> how long the way from the first of them to the other takes.
Waits = Callable[[int, int], TimeToConvert]


@dataclass(frozen=True, repr=False)
class Walked(tables.Tabular):
    """How far everybody of one group came.

    `counts[i]`: units that reached step i+1. `conversion[i]`: counts[i] / counts[i-1], the first 1.0; NotComputed
    ("no_entries") of nothing. `overall`: from the first step to the last. `seconds[i]`: time from step i to i+1
    (counted from 1), the first None. `open[i]`: units of depth i+1 that may still go on; all 0 without a window.
    """

    steps: tuple[str, ...]
    counts: list[int]
    seconds: list[Seconds | None]
    open: list[int]

    @property
    def conversion(self) -> list[Answer]:
        """From each step to the next."""
        first: list[Answer] = [1.0 if self.counts[0] else rate(0, 0)]
        return first + [rate(n, self.counts[i]) for i, n in enumerate(self.counts[1:])]

    @property
    def overall(self) -> Answer:
        """From the first step to the last."""
        return rate(self.counts[-1], self.counts[0])

    @property
    def provisional(self) -> bool:
        """Whether somebody may still go on, so that the rates may rise."""
        return any(self.open)

    def rows(self) -> list[dict[str, Any]]:
        """One row a step."""
        return [self._row(place) for place in range(len(self.steps))]

    def _row(self, place: int) -> dict[str, Any]:
        took = self.seconds[place]
        timed = {
            f"{key}_seconds": known(getattr(took, key)) if took else None for key in ("mean", "median", "q1", "q3")
        }
        return {
            "step": place + 1,
            "name": self.steps[place],
            "count": self.counts[place],
            "conversion": known(self.conversion[place]),
            "of_first": known(rate(self.counts[place], self.counts[0])),
            **timed,
            "timed": took.n if took else None,
            "open": self.open[place],
        }

    def shown(self) -> tuple[list[str], list[list[str]]]:
        """Step, count, conversion, share of the first, median time and middle half, and who is open."""
        windowed = any(self.open)
        headings = ["step", "count", "conversion", "of first", "median time", "middle half"] + ["open"] * windowed
        rows = []
        for place, name in enumerate(self.steps):
            took = self.seconds[place]
            half = "" if not took or not took.n else f"{tables.duration(took.q1)} - {tables.duration(took.q3)}"
            row = [f"{place + 1} {name}", tables.count(self.counts[place])]
            row += [tables.percent(self.conversion[place]) if place else ""]
            row += [tables.percent(rate(self.counts[place], self.counts[0]))]
            row += [tables.duration(took.median) if took else "", half]
            rows.append(row + [tables.count(self.open[place])] * windowed)
        return headings, rows


@dataclass(frozen=True, repr=False)
class Bucket(Walked):
    """Everybody with one value of the breakdown; `value` None: those without one."""

    value: Any = None

    @property
    def label(self) -> str:
        """The value as text; "none" where there is none."""
        return "none" if self.value is None else str(self.value)


@dataclass(frozen=True, repr=False)
class TrendBucket(Walked):
    """Those whose try began in [start, end), local times of the zone."""

    start: datetime = field(kw_only=True)
    end: datetime = field(kw_only=True)


class _Several(tables.Tabular):
    """Answers one below the other: one row each."""

    @abstractmethod
    def _entries(self) -> Sequence[tuple[dict[str, Any], str, Walked]]:
        """What each row is, its label, and its numbers."""

    def rows(self) -> list[dict[str, Any]]:
        """One row each: what it is, its counts, and the overall conversion."""
        return [
            {**keys, **{f"step_{i + 1}": n for i, n in enumerate(one.counts)}, "overall": known(one.overall),
             "open": sum(one.open)}
            for keys, _, one in self._entries()
        ]  # fmt: skip

    def shown(self) -> tuple[list[str], list[list[str]]]:
        """The same, written."""
        entries = self._entries()
        names = list(entries[0][2].steps) if entries else []
        rows = [[label, *map(tables.count, one.counts), tables.percent(one.overall)] for _, label, one in entries]
        return ["", *names, "overall"], rows


class Buckets(_Several, Sequence[Bucket]):
    """The buckets of a breakdown, the largest first, those without a value last.

    `of(value)` finds one of them, and so does its text: `buckets["phone"]`, `buckets["none"]`.
    """

    def __init__(self, buckets: Sequence[Bucket]):
        self._buckets = tuple(buckets)

    def of(self, value: Any) -> Bucket:
        """The bucket of a value, None being that of no value; raises KeyError where nobody has it."""
        return {one.value: one for one in self._buckets}[value]

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, str):
            return {one.label: one for one in reversed(self._buckets)}[place]
        return self._buckets[place]

    def __len__(self) -> int:
        return len(self._buckets)

    def _entries(self) -> Sequence[tuple[dict[str, Any], str, Walked]]:
        return [({"value": one.value}, one.label, one) for one in self._buckets]

    def svg(self, title: str = "Breakdown") -> str:
        """A bar for each value as SVG text. Stands alone, on light and dark."""
        return buckets_svg(self, title)


class Trend(_Several, Sequence[TrendBucket]):
    """The buckets of a trend by time; those without entries are there with 0."""

    def __init__(self, buckets: Sequence[TrendBucket]):
        self._buckets = tuple(buckets)

    def __getitem__(self, place: Any) -> Any:
        return self._buckets[place]

    def __len__(self) -> int:
        return len(self._buckets)

    def _entries(self) -> Sequence[tuple[dict[str, Any], str, Walked]]:
        return [({"start": one.start}, f"{one.start:%Y-%m-%d}", one) for one in self._buckets]

    def svg(self, title: str = "Trend") -> str:
        """The conversion rate over time as SVG text; of one step, how many. Stands alone, on light and dark."""
        return trend_svg(self, title)


@dataclass(frozen=True, repr=False)
class Funnel(Walked):
    """The answer of `suppilo.funnel`. Prints as a table; `.to_polars()`, `.to_pandas()` and `.svg()` give it on.

    `buckets` (None without a breakdown) by value; `trend` (None unless asked for) by time. `left_out`: rows without
    unit, time or name. `as_of`: the instant from which openness is judged.
    """

    window: timedelta | None = None
    count: str = "unique"
    as_of: datetime | None = None
    left_out: LeftOut = LeftOut()
    buckets: Buckets | None = None
    trend: Trend | None = None
    hints: tuple[Hint, ...] = ()
    _people: People | None = field(default=None, compare=False)
    _waits: Waits | None = field(default=None, compare=False)
    _waited: dict[tuple[int, int, int | None], TimeToConvert] = field(default_factory=dict, compare=False)

    def time_to_convert(self, step: int | None = None, *, start: int = 1, points: int | None = None) -> TimeToConvert:
        """How long from everybody's first event of step `start` to their next of `step` (the last unless given).

        Steps are counted from 1. With the window (from `start` on), period and `as_of` of this answer, whatever lies
        between or before; see `suppilo.time_to_convert`.
        `points`: keep at most so many steps of the curve. Raises ValueError for a step that there is not, and where
        the walk is told otherwise: in another mode, with exclusions, or counting attempts or events.
        """
        if self._waits is None:
            raise ValueError("Time to convert is told of ordered walks without exclusions that count each once.")
        last = len(self.steps) if step is None else step
        if isinstance(last, bool) or not isinstance(last, int) or not 2 <= last <= len(self.steps):
            raise ValueError(f"There is no time to step {last!r}: it is one from 2 to {len(self.steps)}.")
        if isinstance(start, bool) or not isinstance(start, int) or not 1 <= start < last:
            raise ValueError(f"Time to step {last} does not run from step {start!r}: it is one from 1 to {last - 1}.")
        if (start, last, points) not in self._waited:
            found = self._waits(start, last)
            self._waited[start, last, points] = found if points is None else found.thinned(points)
        return self._waited[start, last, points]

    def people(self, step: int, dropped: bool = False) -> list[Any]:
        """The units that reached `step` (counted from 1); with `dropped`, those of them that did not reach the next.

        Raises ValueError for a step that there is not, and where attempts or events are counted.
        """
        if self._people is None:
            raise ValueError('Units are listed where each is counted once: ask with count="unique".')
        if isinstance(step, bool) or not isinstance(step, int) or not 1 <= step <= len(self.steps):
            raise ValueError(f"There is no step {step!r}: steps are counted from 1 to {len(self.steps)}.")
        if dropped and step == len(self.steps):
            raise ValueError(f"Nobody drops after the last step, {step}: ask for an earlier one.")
        return self._people(step, dropped)

    def notes(self) -> Sequence[str]:
        """What a reader must know beside the numbers."""
        notes = [f"Overall {tables.percent(self.overall)}{' (provisional: some may still go on)' * self.provisional}."]
        if self.count != "total":
            notes.append(
                f"Window {spell_duration(self.window)} from the first step."
                if self.window
                else "No window was given, so nothing is called open."
            )
        if self.left_out:
            out = self.left_out
            notes.append(
                f"Left out: {out.total:,} rows ({out.no_unit:,} without unit, {out.no_time:,} without time,"
                f" {out.no_name:,} without name, {out.no_person:,} of nobody)."
            )
        return [*notes, *(hint(*one) for one in self.hints)]

    def svg(self, title: str = "Funnel") -> str:
        """The picture as SVG text: with a trend its line, else the inverted pyramid. Stands alone, on light and dark.

        `answer.buckets.svg()` draws a breakdown.
        """
        return funnel_svg(self, title) if self.trend is None else self.trend.svg(title)


def walked_numbers(
    reached: npt.NDArray[np.int64], still: npt.NDArray[np.int64], gaps: Sequence[npt.NDArray[np.int64]]
) -> dict[str, Any]:
    """Arrays of one group as the fields of Walked."""
    return {
        "counts": [int(n) for n in reached],
        "open": [int(n) for n in still],
        "seconds": [None, *(Seconds.of(one) for one in gaps)],
    }
