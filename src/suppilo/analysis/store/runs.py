"""A run: events of some people in the kernel's order, with what lets runs be laid over each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.analysis.store.hashing import buckets_of
from suppilo.kernel.events import Codes, Ints

_PLAIN = ("people", "offsets", "times", "codes", "seqs", "gone")
_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Rows:
    """Events in any order, a row each. `seqs` orders events of the same person and instant."""

    persons: Ints
    times: Ints
    codes: Codes
    seqs: Ints
    columns: Mapping[str, Codes] = field(default_factory=dict)

    def take(self, which: npt.NDArray[Any]) -> Rows:
        """The rows at these places, or where this mask is true."""
        columns = {key: array[which] for key, array in self.columns.items()}
        return Rows(self.persons[which], self.times[which], self.codes[which], self.seqs[which], columns)

    def __len__(self) -> int:
        return self.times.size


@dataclass(frozen=True)
class Run:
    """Events by (bucket, person, time, seq). What older runs hold of the people in `gone` no longer counts.

    Person `people[i]` owns `offsets[i]:offsets[i + 1]`. `gone` is ascending.
    """

    people: Ints
    offsets: Ints
    times: Ints
    codes: Codes
    seqs: Ints
    columns: Mapping[str, Codes]
    gone: Ints = field(default_factory=lambda: _NONE)

    def __len__(self) -> int:
        return self.times.size

    def rows(self) -> Rows:
        """The same events, a row each."""
        persons = np.repeat(self.people, np.diff(self.offsets))
        return Rows(persons, self.times, self.codes, self.seqs, self.columns)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """What a file holds; columns without any value are left out."""
        found = {name: getattr(self, name) for name in _PLAIN}
        return found | {f"column.{key}": array for key, array in self.columns.items() if array.any()}


def run_of(arrays: Mapping[str, npt.NDArray[Any]]) -> Run:
    """A run over the arrays of a file."""
    columns = {name.removeprefix("column."): array for name, array in arrays.items() if name.startswith("column.")}
    return Run(**{name: arrays[name] for name in _PLAIN}, columns=columns)


def sorted_run(rows: Rows, *, buckets: int = 1, gone: Ints = _NONE) -> Run:
    """Rows put into order."""
    order = np.lexsort((rows.seqs, rows.times, rows.persons, buckets_of(rows.persons, buckets)))
    ordered = rows.take(order)
    starts = np.flatnonzero(np.diff(ordered.persons, prepend=ordered.persons[:1] - 1))
    offsets = np.append(starts, len(rows)).astype(np.int64)
    people = ordered.persons[starts]
    return Run(people, offsets, ordered.times, ordered.codes, ordered.seqs, ordered.columns, np.unique(gone))


def joined(parts: Sequence[Rows]) -> Rows:
    """Rows one after the other. Where a part lacks a column it has no value there."""
    keys = list(dict.fromkeys(key for part in parts for key in part.columns))
    columns = {
        key: np.concatenate([part.columns.get(key, np.zeros(len(part), dtype=np.uint8)) for part in parts])
        for key in keys
    }
    plain = {
        name: np.concatenate([getattr(part, name) for part in parts]) if parts else _NONE
        for name in ("persons", "times", "codes", "seqs")
    }
    return Rows(**plain, columns=columns)


def laid(runs: Sequence[Run], *, buckets: int = 1) -> Run:
    """Runs, oldest first, as one: people that a later run says are gone are left out of the earlier ones."""
    gone, kept = _NONE, []
    for run in reversed(runs):
        rows = run.rows()
        kept.append(rows.take(~np.isin(rows.persons, gone)) if gone.size else rows)
        gone = np.union1d(gone, run.gone)
    return sorted_run(joined(kept[::-1]), buckets=buckets, gone=gone)


def within(run: Run, bucket: int, buckets: int) -> Run:
    """The part of a run that lies in one bucket."""
    gone = run.gone[buckets_of(run.gone, buckets) == bucket]
    places = buckets_of(run.people, buckets)
    start, end = np.searchsorted(places, [bucket, bucket + 1])
    first, last = run.offsets[start], run.offsets[end]
    return Run(
        run.people[start:end],
        run.offsets[start : end + 1] - first,
        run.times[first:last],
        run.codes[first:last],
        run.seqs[first:last],
        {key: array[first:last] for key, array in run.columns.items()},
        gone,
    )


def without(run: Run, buckets: int, covered: npt.NDArray[np.bool_]) -> Run:
    """The run without the buckets for which `covered` is true."""
    if not covered.any():
        return run
    rows = run.rows()
    kept = rows.take(~covered[buckets_of(rows.persons, buckets)])
    return sorted_run(kept, buckets=buckets, gone=run.gone[~covered[buckets_of(run.gone, buckets)]])
