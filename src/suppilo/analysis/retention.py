"""`suppilo.retention`: of those who came first in a period, how many came back in each later one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from suppilo.analysis import tables
from suppilo.analysis.answers import Answer, known, rate
from suppilo.analysis.asking import Event, condition_of, labels_of
from suppilo.analysis.calendar_periods import Every, edges
from suppilo.analysis.frames import Columns, LeftOut
from suppilo.analysis.instants import moment, period_of, zone_of
from suppilo.analysis.log import instant
from suppilo.analysis.matching import Hint, hint, left_out_of, matching, properties_of, unknown_names
from suppilo.analysis.pictures import neutral
from suppilo.analysis.reading import stored
from suppilo.analysis.running import span, summed
from suppilo.charts.heat import HeatRow, heat
from suppilo.kernel.retention import RetentionPlan, RetentionSums, retention_sums

#: Every cohort is counted in every later period, so the numbers grow with the square of this.
MOST_PERIODS = 800


@dataclass(frozen=True)
class Cohort:
    """Everybody whose first fact lies in [start, end), local times.

    `people[n]` of `size` came back in period n after it (0: the period itself), `share[n]` of them; NotComputed
    ("no_entries") of a cohort of nobody. The last entry is `provisional` while its period is not over.
    """

    start: datetime
    end: datetime
    size: int
    people: list[int]
    provisional: bool

    @property
    def share(self) -> list[Answer]:
        """How many of the cohort came back, as shares."""
        return [rate(n, self.size) for n in self.people]


@dataclass(frozen=True, repr=False)
class Retention(tables.Tabular):
    """The answer of `suppilo.retention`: one cohort a period, oldest first."""

    cohorts: tuple[Cohort, ...]
    every: str
    first: str
    returns: str
    left_out: LeftOut = LeftOut()
    hints: tuple[Hint, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        """One row a cohort and period."""
        return [
            {"cohort": cohort.start, "size": cohort.size, "period": n, "people": cohort.people[n],
             "share": known(share), "provisional": cohort.provisional and n == len(cohort.people) - 1}
            for cohort in self.cohorts for n, share in enumerate(cohort.share)
        ]  # fmt: skip

    def shown(self) -> tuple[list[str], list[list[str]]]:
        """One row a cohort, one column a period."""
        most = max((len(one.people) for one in self.cohorts), default=0)
        rows = []
        for one in self.cohorts:
            shares = [tables.percent(share) if one.size else "" for share in one.share]
            if one.provisional and one.size:
                shares[-1] += "*"
            rows.append([f"{one.start:%Y-%m-%d}", tables.count(one.size), *shares, *[""] * (most - len(shares))])
        return ["cohort", "people", *(f"{self.every} {n}" for n in range(most))], rows

    def notes(self) -> Sequence[str]:
        """What a reader must know beside the numbers."""
        notes = [f"First {self.first}, back by {self.returns}."]
        notes += ["* not over yet, it may still rise."] if any(one.provisional for one in self.cohorts) else []
        notes += [f"Left out: {self.left_out}."] if self.left_out else []
        return [*notes, *(hint(*one) for one in self.hints)]

    def svg(self, title: str = "Retention") -> str:
        """A heat map as SVG text."""
        headings, rows = self.shown()
        marks = [
            HeatRow(row[0], row[1], list(zip(map(known, one.share), row[2:], strict=False)))
            for row, one in zip(rows, self.cohorts, strict=True)
        ]
        return neutral(heat(title, " ".join(self.notes()), headings[2:], marks))


def retention(
    events: Any,
    *,
    first: str | Event,
    returns: str | Event | None = None,
    every: Every = "week",
    unit: str = "person",
    time: str = "time",
    name: str = "name",
    period: tuple[Any, Any] | None = None,
    as_of: Any = None,
    zone: str | ZoneInfo = "UTC",
    threads: int | None = None,
) -> Retention:
    """Group everybody by the period of their first `first` event; count who had a `returns` event in each later one.

    `returns` is the same event unless given. `every`: day, week (from Monday) or month of `zone`, at most 800 of them.
    `period`: cohorts that began in [from, to). `as_of`: when we look, the last event unless given. Events are handed
    over as in `funnel`. Raises BadInput.

    >>> import pandas as pd
    >>> log = pd.DataFrame({
    ...     "person": [1, 1, 2, 3],
    ...     "name": ["visit"] * 4,
    ...     "time": pd.to_datetime(["2026-03-02", "2026-03-10", "2026-03-03", "2026-03-11"]),
    ... })
    >>> [(cohort.size, cohort.people) for cohort in retention(log, first="visit").cohorts]
    [(2, [2, 1]), (1, [1])]
    """
    asked = [first, first if returns is None else returns]
    conditions = [condition_of(one, role) for one, role in zip(asked, ("first", "returns"), strict=True)]
    begin, end = period_of(period)
    local, look = zone_of(zone), None if as_of is None else moment(as_of, "as_of")
    found = stored(events, Columns(unit, time, name, properties_of(conditions)))
    known = span(found.buckets())
    low, high = known or (0, 0)
    high = high if look is None else look
    low = begin if begin is not None else low if known else high
    cuts = edges(every, low, max(low, high), local, "every", MOST_PERIODS)
    seen = [cuts[0] if begin is None else begin, *cuts[1:-1], cuts[-1] if look is None else look + 1]
    marks, cohorts = matching(found, conditions, everything=False), []
    # Nobody can have come yet in a period that lies ahead, and without events only a period says which cohorts to show.
    if (known or begin is not None) and (look is None or begin is None or begin <= look):
        plan = RetentionPlan(marks, np.array(seen, dtype=np.int64))
        sums = summed(found.buckets(), plan, retention_sums, workers=threads)
        cohorts = _cohorts(sums, cuts, cuts[-1] if end is None else end, high, local)
    left_out = left_out_of(found)
    hints = tuple(unknown_names(found, conditions))
    spelled = labels_of(asked)
    return Retention(tuple(cohorts), every, spelled[0], spelled[1], left_out, hints)


def _cohorts(sums: RetentionSums, cuts: list[int], stop: int, high: int, local: ZoneInfo) -> list[Cohort]:
    return [
        Cohort(
            instant(cuts[c]).astimezone(local),
            instant(cuts[c + 1]).astimezone(local),
            int(sums.sizes[c]),
            [int(n) for n in sums.people[c, : len(cuts) - 1 - c]],
            high < cuts[-1] - 1,
        )
        for c in range(len(cuts) - 1)
        if cuts[c] < stop
    ]
