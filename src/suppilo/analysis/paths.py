"""`suppilo.paths`: what people do after an event, before one, or between two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from suppilo.analysis import tables
from suppilo.analysis.answers import Answer, known, rate
from suppilo.analysis.asking import Event, condition_of
from suppilo.analysis.durations import MICROSECOND, duration_of
from suppilo.analysis.errors import N_, BadInput
from suppilo.analysis.frames import Columns, LeftOut
from suppilo.analysis.instants import period_of
from suppilo.analysis.matching import Hint, hint, left_out_of, matching, properties_of, unknown_names
from suppilo.analysis.pictures import neutral
from suppilo.analysis.ports import StoredEvents
from suppilo.analysis.reading import stored
from suppilo.analysis.running import summed
from suppilo.charts.bars import Bar, bars
from suppilo.kernel.matching import Matching
from suppilo.kernel.paths import MOST_NODES, STEP, PathsPlan, PathsSums, paths_sums


@dataclass(frozen=True)
class Path:
    """One way through events.

    `arrived`: it came to the end that was asked for. `cut`: there was more than `longest` events; what does not fit
    is left out. `seconds`: how long it took on average.
    """

    names: tuple[str, ...]
    count: int
    share: Answer
    arrived: bool
    cut: bool
    seconds: float

    def __str__(self) -> str:
        return " > ".join(self.names) + (" ..." if self.cut else "")


@dataclass(frozen=True, repr=False)
class Paths(tables.Tabular):
    """The answer of `suppilo.paths`: the most frequent ways first.

    `total` paths there are, `different` of them, `arrived` came to the end that was asked for. `drop_offs`: (place from
    1, name) -> paths that stopped there; `links`: (place from 1, name, next name) -> paths that went so.
    """

    paths: tuple[Path, ...]
    total: int
    different: int
    arrived: int
    drop_offs: dict[tuple[int, str], int]
    links: dict[tuple[int, str, str], int]
    left_out: LeftOut = LeftOut()
    hints: tuple[Hint, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        """One row a path."""
        return [
            {"path": " > ".join(one.names), "count": one.count, "share": known(one.share), "arrived": one.arrived,
             "cut": one.cut, "mean_seconds": one.seconds}
            for one in self.paths
        ]  # fmt: skip

    def shown(self) -> tuple[list[str], list[list[str]]]:
        """The same, written."""
        rows = [
            [str(one), tables.count(one.count), tables.percent(one.share), tables.duration(one.seconds)]
            for one in self.paths
        ]
        return ["path", "count", "share", "mean time"], rows

    def notes(self) -> Sequence[str]:
        """What a reader must know beside the numbers."""
        notes = [f"{self.total:,} paths, {self.different:,} different ones."]
        notes += [f"Left out: {self.left_out}."] if self.left_out else []
        return [*notes, *(hint(*one) for one in self.hints)]

    def svg(self, title: str = "Paths") -> str:
        """The paths as bars, as SVG text."""
        _, rows = self.shown()
        marks = [Bar(row[0], one.count, f"{row[1]} ({row[2]})") for row, one in zip(rows, self.paths, strict=True)]
        return neutral(bars(title, " ".join(self.notes()), marks))


def paths(
    events: Any,
    *,
    start: str | Event | None = None,
    end: str | Event | None = None,
    unit: str = "person",
    time: str = "time",
    name: str = "name",
    longest: int = 8,
    window: str | timedelta | None = None,
    gap: str | timedelta | None = None,
    fold: bool = True,
    once: bool = True,
    period: tuple[Any, Any] | None = None,
    top: int = 20,
    threads: int | None = None,
) -> Paths:
    """Count the ways from `start` to `end` (after `start`, before `end`, or from everybody's first event on).

    `longest`: events in a path. `window`: how long a path may last. `gap`: a silence that ends it. `fold`: what repeats
    right away is told once. `once`: one path a unit. `period`: paths that begin in [from, to) (before `end`: that end
    there). `top`: how many to list. Events are handed over as in `funnel`. Raises BadInput.

    >>> import pandas as pd
    >>> log = pd.DataFrame({
    ...     "person": [1, 1, 1, 2, 2], "name": ["view", "cart", "buy", "view", "buy"], "time": [0, 1, 2, 0, 9],
    ... })
    >>> [(str(path), path.count) for path in paths(log, start="view", end="buy").paths]
    [('view > cart > buy', 1), ('view > buy', 1)]
    """
    asked = {"start": start, "end": end}
    ends = {role: condition_of(one, role) for role, one in asked.items() if one is not None}
    _check_longest(longest, 2 if len(ends) == 2 else 1)
    limits = [_micros(window, "window"), _micros(gap, "gap")]
    begin, stop = period_of(period)
    conditions = list(ends.values())
    found = stored(events, Columns(unit, time, name, properties_of(conditions)))
    plan = PathsPlan(
        _marked(found, conditions, list(ends)), np.arange(max(len(found.names), 1), dtype=np.int32),
        after=start is not None, before=end is not None, longest=longest, window_us=limits[0], gap_us=limits[1],
        fold=fold, once=once, from_us=begin, to_us=stop,
    )  # fmt: skip
    sums = summed(found.buckets(), plan, paths_sums, workers=threads)
    return _answer(sums, found, top, tuple(unknown_names(found, conditions)))


def _check_longest(longest: object, least: int) -> None:
    if isinstance(longest, bool) or not isinstance(longest, int) or not least <= longest <= MOST_NODES:
        text = N_("longest={longest!r}: a path has {least} to {most} events.")
        raise BadInput("bad_choice", text, longest=longest, least=least, most=MOST_NODES)


def _micros(duration: object, role: str) -> int | None:
    found = duration_of(duration, role)
    return None if found is None else found // MICROSECOND


def _marked(found: StoredEvents, conditions: list[Any], ends: list[str]) -> Matching:
    """Bit 0: acts make paths up; bit 1 begins one, bit 2 ends one."""
    plain = matching(found, conditions, everything=False)
    bits = {"start": 1, "end": 2}

    def moved(mask: Any, kept: int) -> Any:
        table = np.full(mask.shape, kept, dtype=np.uint64)
        for place, end in enumerate(ends):
            table |= ((mask >> np.uint64(place)) & np.uint64(1)) << np.uint64(bits[end])
        return table

    names = moved(plain.names, 0)
    names[: len(found.names)][np.array(found.acts, dtype=np.bool_)] |= np.uint64(STEP)
    names[names != 0] |= np.uint64(STEP)
    return Matching(names, tuple((column, moved(table, STEP)) for column, table in plain.columns))


def _answer(sums: PathsSums, found: StoredEvents, top: int, hints: tuple[Hint, ...]) -> Paths:
    names = list(found.names)
    total = int(sums.counts.sum())
    listed = [
        Path(tuple(names[node] for node in one.nodes), one.count, rate(one.count, total), one.arrived, one.cut,
             one.mean_us / 1e6)
        for one in sums.top(top)
    ]  # fmt: skip
    return Paths(
        paths=tuple(listed),
        total=total,
        different=len(sums),
        arrived=int(sums.counts[(sums.ends & 1) == 1].sum()),
        drop_offs={(place + 1, names[node]): n for (place, node), n in sorted(sums.drop_offs().items())},
        links={(place + 1, names[a], names[b]): n for (place, a, b), n in sorted(sums.links().items())},
        left_out=left_out_of(found),
        hints=hints,
    )
