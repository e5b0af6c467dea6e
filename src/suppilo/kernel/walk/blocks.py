"""Events cut into blocks that the loops read: without columns and overlay one block without a copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import compiled
from suppilo.kernel.events import Events
from suppilo.kernel.matching import Kinds

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[Any]
#: Events worked on at a time where something must be copied: small enough to stay in the processor's cache.
_BLOCK = 1 << 17


@dataclass(frozen=True)
class Block:
    """Some people: `rows` are their places in the events' `people`; person i owns the events first[i]:last[i].

    `values` are the codes of the breakdown's column, empty without one.
    """

    rows: Ints | slice
    first: Ints
    last: Ints
    times: Ints
    kinds: Codes
    values: Codes


def blocks(events: Events, kinds: Kinds, column: str | None) -> Iterator[Block]:
    """Everybody once. People with fresh events come last, their events merged."""
    first, last = events.offsets[:-1], events.offsets[1:]
    if events.overlay is not None and events.overlay.rows.size:
        last = last.copy()
        last[events.overlay.rows] = first[events.overlay.rows]
    if not kinds.joins and column is None:
        none = np.zeros(0, dtype=np.uint8)
        yield Block(slice(0, first.size), first, last, events.times, events.codes, none)
    else:
        yield from _copied(events, kinds, column, first, last)
    if events.overlay is not None and events.overlay.rows.size:
        yield from _merged(events, kinds, column)


def _copied(events: Events, kinds: Kinds, column: str | None, first: Ints, last: Ints) -> Iterator[Block]:
    for a, b in _cuts(events.offsets):
        low, high = int(events.offsets[a]), int(events.offsets[b])
        values = events.columns[column][low:high] if column else np.zeros(0, dtype=np.uint8)
        yield Block(
            slice(a, b),
            first[a:b] - low,
            last[a:b] - low,
            events.times[low:high],
            kinds.of(events.codes, events.columns, low, high),
            values,
        )


def _cuts(offsets: Ints) -> Iterator[tuple[int, int]]:
    """Ranges of people with about _BLOCK events each, at least one person in each."""
    a, people = 0, offsets.size - 1
    while a < people:
        b = max(a + 1, int(np.searchsorted(offsets, offsets[a] + _BLOCK, side="right")) - 1)
        yield a, b
        a = b


def _merged(events: Events, kinds: Kinds, column: str | None) -> Iterator[Block]:
    fresh = events.overlay
    assert fresh is not None
    sizes = np.diff(events.offsets)[fresh.rows] + np.diff(fresh.offsets)
    for a, b in _cuts(np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])):
        rows = fresh.rows[a:b]
        room = int(sizes[a:b].sum())
        pieces = [events.offsets[rows], events.offsets[rows + 1]]
        low, high = int(fresh.offsets[a]), int(fresh.offsets[b])
        if kinds.joins:
            old = _gathered(events, kinds, pieces)
            starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(pieces[1] - pieces[0])])
            old_first, old_last, shift = starts[:-1], starts[1:], pieces[0] - starts[:-1]
        else:
            old, old_first, old_last = events.codes, pieces[0], pieces[1]
            shift = np.zeros(rows.size, dtype=np.int64)
        new = kinds.of(fresh.codes, fresh.columns, low, high)
        old_values = events.columns[column] if column else np.zeros(0, dtype=np.uint8)
        new_values = fresh.columns[column][low:high] if column else np.zeros(0, dtype=np.uint8)
        times = np.empty(room, dtype=np.int64)
        mixed = np.empty(room, dtype=old.dtype if old.itemsize >= new.itemsize else new.dtype)
        values = np.empty(room if column else 0, dtype=old_values.dtype)
        edges = np.empty(rows.size + 1, dtype=np.int64)
        fresh_edges = fresh.offsets[a : b + 1] - low
        masks = np.append(kinds.masks, np.zeros(1, dtype=np.uint64))
        _merge(
            old_first, old_last, shift, events.times, old, old_values,
            fresh_edges, fresh.times[low:high], new, new_values,
            masks, edges, times, mixed, values,
        )  # fmt: skip
        yield Block(rows, edges[:-1], edges[1:], times, mixed, values)


def _gathered(events: Events, kinds: Kinds, pieces: list[Ints]) -> Codes:
    """The kinds of the old events of some people, one after another."""
    parts = [kinds.of(events.codes, events.columns, int(a), int(b)) for a, b in zip(*pieces, strict=True)]
    return np.concatenate(parts)


@compiled
def _merge(
    old_first: Ints,
    old_last: Ints,
    shift: Ints,
    old_times: Ints,
    old: Codes,
    old_values: Codes,
    fresh_edges: Ints,
    new_times: Ints,
    new: Codes,
    new_values: Codes,
    masks: npt.NDArray[np.uint64],
    edges: Ints,
    times: Ints,
    mixed: Codes,
    values: Codes,
) -> None:
    """Both people's events in order of time, those that match something."""
    at = 0
    none = masks.size - 1
    for person in range(old_first.size):
        edges[person] = at
        i, end = old_first[person], old_last[person]
        j, stop = fresh_edges[person], fresh_edges[person + 1]
        while i < end or j < stop:
            if j == stop or (i < end and old_times[i + shift[person]] <= new_times[j]):
                if masks[min(int(old[i]), none)]:
                    times[at], mixed[at] = old_times[i + shift[person]], old[i]
                    if values.size:
                        values[at] = old_values[i + shift[person]]
                    at += 1
                i += 1
            else:
                if masks[min(int(new[j]), none)]:
                    times[at], mixed[at] = new_times[j], new[j]
                    if values.size:
                        values[at] = new_values[j]
                    at += 1
                j += 1
    edges[old_first.size] = at
