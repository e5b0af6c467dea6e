"""Fresh events over older ones: as the kernel reads them, and as one base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.analysis.store.runs import Run
from suppilo.kernel.events import Codes, Events, Ints, Overlay


def pieces(base: Run | None, fresh: Run, columns: Sequence[str]) -> list[Events]:
    """One bucket for the kernel: the base (cut where a person is gone) with fresh events over it, then new people.

    Nothing of the base is copied but offsets where it is cut.
    """
    if base is None:
        return [_events(fresh, columns)] if len(fresh) else []
    hidden = _places(base.people, fresh.gone)
    rows = np.searchsorted(base.people, fresh.people)
    known = np.zeros(fresh.people.size, dtype=bool)
    inside = rows < base.people.size
    known[inside] = base.people[rows[inside]] == fresh.people[inside]
    known &= ~np.isin(rows, hidden)
    found = []
    edges = [0, *(int(place) + 1 for place in hidden)]
    for start, end in zip(edges, [*(int(place) for place in hidden), base.people.size], strict=True):
        if start < end:
            over = known & (rows >= start) & (rows < end)
            found.append(_laid_over(_cut(base, start, end), fresh, np.flatnonzero(over), rows[over] - start, columns))
    new = _of_people(fresh, np.flatnonzero(~known))
    return [*found, _events(new, columns)] if len(new) else found


def merged(base: Run | None, fresh: Run) -> Run:
    """One base of both: what is gone is left out, what is fresh stands in its place."""
    if base is None:
        return Run(fresh.people, fresh.offsets, fresh.times, fresh.codes, fresh.seqs, fresh.columns)
    hidden = _places(base.people, fresh.gone)
    if hidden.size:
        base = _of_people(base, np.delete(np.arange(base.people.size), hidden))
    people = np.union1d(base.people, fresh.people)
    counts = np.zeros(people.size, dtype=np.int64)
    counts[np.searchsorted(people, base.people)] += np.diff(base.offsets)
    counts[np.searchsorted(people, fresh.people)] += np.diff(fresh.offsets)
    places = _insertion(base, fresh)
    columns = {
        key: _inserted(_column(base, key), places, _column(fresh, key))
        for key in dict.fromkeys([*base.columns, *fresh.columns])
    }
    return Run(
        people,
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        _inserted(base.times, places, fresh.times),
        _inserted(base.codes, places, fresh.codes),
        _inserted(base.seqs, places, fresh.seqs),
        columns,
    )


def _places(people: Ints, wanted: Ints) -> Ints:
    """Where those of `wanted` that are there stand in `people` (ascending both)."""
    rows = np.searchsorted(people, wanted)
    rows = rows[rows < people.size]
    return rows[np.isin(people[rows], wanted)]


def _column(run: Run, key: str) -> Codes:
    found = run.columns.get(key)
    return np.zeros(len(run), dtype=np.uint8) if found is None else found


def _inserted(base: npt.NDArray[Any], places: Ints, fresh: npt.NDArray[Any]) -> npt.NDArray[Any]:
    kind = np.promote_types(base.dtype, fresh.dtype)
    return np.insert(base.astype(kind, copy=False), places, fresh.astype(kind, copy=False))


def _insertion(base: Run, fresh: Run) -> Ints:
    """Before which event of the base each fresh one belongs: a binary search in all people at once."""
    persons = np.repeat(fresh.people, np.diff(fresh.offsets))
    rows = np.searchsorted(base.people, persons)
    known = rows < base.people.size
    known[known] = base.people[rows[known]] == persons[known]
    low = base.offsets[rows].copy()
    high = np.where(known, base.offsets[np.minimum(rows + 1, base.people.size)], low)
    while (open_ := low < high).any():
        middle = np.where(open_, (low + high) // 2, 0)
        time, seq = base.times[middle], base.seqs[middle]
        earlier = open_ & ((time < fresh.times) | ((time == fresh.times) & (seq < fresh.seqs)))
        low = np.where(earlier, middle + 1, low)
        high = np.where(open_ & ~earlier, middle, high)
    return low


def _cut(run: Run, start: int, end: int) -> Run:
    """The people [start, end) of a run, without copying events."""
    if (start, end) == (0, run.people.size):
        return run
    first, last = run.offsets[start], run.offsets[end]
    return Run(
        run.people[start:end],
        run.offsets[start : end + 1] - first,
        run.times[first:last],
        run.codes[first:last],
        run.seqs[first:last],
        {key: array[first:last] for key, array in run.columns.items()},
    )


def _of_people(run: Run, which: Ints) -> Run:
    """Only these people (places, ascending) of a run."""
    if which.size == run.people.size:
        return run
    sizes = np.diff(run.offsets)[which]
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    events = np.repeat(run.offsets[which] - offsets[:-1], sizes) + np.arange(offsets[-1])
    columns = {key: array[events] for key, array in run.columns.items()}
    return Run(run.people[which], offsets, run.times[events], run.codes[events], run.seqs[events], columns)


def _events(run: Run, columns: Sequence[str], overlay: Overlay | None = None) -> Events:
    shown = {key: _shown(_column(run, key)) for key in columns}
    people, offsets, times, codes = (_shown(array) for array in (run.people, run.offsets, run.times, run.codes))
    return Events(people, offsets, times, codes, columns=shown, overlay=overlay)


def _laid_over(base: Run, fresh: Run, which: Ints, rows: Ints, columns: Sequence[str]) -> Events:
    """The base with the events of `which` people of `fresh` over it; they stand at `rows` of the base."""
    if not which.size:
        return _events(base, columns)
    part = _of_people(fresh, which)
    like: Mapping[str, Codes] = {key: _as_wide(_column(part, key), _column(base, key)) for key in columns}
    codes = _shown(_as_wide(part.codes, base.codes))
    overlay = Overlay(_shown(rows), _shown(part.offsets), _shown(part.times), codes, like)
    return _events(base, columns, overlay)


def _as_wide(fresh: Codes, base: Codes) -> Codes:
    """Fresh codes in the base's width where they fit: fewer variants for the compiler."""
    if fresh.dtype != base.dtype and int(fresh.max(initial=0)) <= np.iinfo(base.dtype).max:
        fresh = fresh.astype(base.dtype)
    return _shown(fresh)


def _shown(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The array in the one form that kernels are compiled for: contiguous and read-only."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view
