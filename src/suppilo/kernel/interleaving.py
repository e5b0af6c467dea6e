"""Fresh events laid over older ones: only people of whom a fresh event matters are touched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.events import Codes, Ints, Overlay
from suppilo.kernel.matching import Kinds, Masks, padded


def that_match(overlay: Overlay, kinds: Kinds) -> Overlay:
    """The fresh events that match something, and the people who have some; whoever has none stays as in the base."""
    low, high = (int(overlay.offsets[0]), int(overlay.offsets[-1])) if overlay.offsets.size else (0, 0)
    found = kinds.of(overlay.codes, overlay.columns, low, high)
    places, rows = np.empty(high - low, dtype=np.int64), np.empty(overlay.rows.size, dtype=np.int64)
    offsets = np.zeros(rows.size + 1, dtype=np.int64)
    people = _matching(overlay.rows, overlay.offsets, found, padded(kinds.masks, found), places, rows, offsets)
    places = places[: offsets[people]]
    columns = {name: codes[places] for name, codes in overlay.columns.items()}
    return Overlay(rows[:people], offsets[: people + 1], overlay.times[places], overlay.codes[places], columns)


@dataclass(frozen=True)
class Interleaved:
    """Older and fresh events of some people by time, the older first where they tie.

    Person i's are `offsets[i]:offsets[i + 1]`. `taken` says where each stood: an older event's place as it is, the
    fresh ones' as -1, -2, ...; it is empty unless it was asked for.
    """

    offsets: Ints
    times: Ints
    kinds: Codes
    taken: Ints


def interleaved(
    begins: Ints, ends: Ints, times: Ints, kinds: Codes, marks: Masks,
    fresh_offsets: Ints, fresh_times: Ints, fresh_kinds: Codes, *, placed: bool,
) -> Interleaved:  # fmt: skip
    """Bring each person's events together; older ones without a match are left out.

    Person i's older events are `begins[i]:ends[i]`, the fresh ones `fresh_offsets[i]:fresh_offsets[i + 1]`. `placed`
    asks for `taken`, without which the events are read and written once.
    """
    # One place more than there can be: what matches nothing is written and then written over.
    room = int((ends - begins).sum()) + fresh_times.size + 1
    offsets = np.zeros(begins.size + 1, dtype=np.int64)
    new_times, new_kinds = (
        np.empty(room, dtype=np.int64),
        np.empty(room, np.promote_types(kinds.dtype, fresh_kinds.dtype)),
    )
    taken = np.empty(room if placed else 0, dtype=np.int64)
    _interleave(
        begins, ends, times, kinds, marks, fresh_offsets, fresh_times, fresh_kinds, new_times, new_kinds, taken, offsets
    )
    count = int(offsets[-1])
    return Interleaved(offsets, new_times[:count], new_kinds[:count], taken[:count])


def gathered(older: npt.NDArray[Any], fresh: npt.NDArray[Any], taken: Ints) -> npt.NDArray[Any]:
    """What stands at the places that `interleaved` answered in `taken`."""
    found = np.empty(taken.size, dtype=np.promote_types(older.dtype, fresh.dtype))
    _gather(older, fresh, taken, found)
    return found


def stretches(of: npt.NDArray[Any], begins: Ints, ends: Ints) -> npt.NDArray[Any]:
    """`of[begins[i]:ends[i]]` one after another."""
    found = np.empty(int((ends - begins).sum()), dtype=of.dtype)
    _stretch(of, begins, ends, found)
    return found


@compiled
def _matching(of: Ints, edges: Ints, kinds: Codes, marks: Masks, places: Ints, rows: Ints, offsets: Ints) -> int:
    """Fill the places of the events that match, whose they are and where each one's begin; how many people that is."""
    people, count = 0, 0
    for one in range(of.size):
        before = count
        for event in range(edges[one], edges[one + 1]):
            places[count] = event
            count += marks[kinds[event - edges[0]]] != 0
        if count > before:
            rows[people] = of[one]
            people += 1
            offsets[people] = count
    return people


@compiled
def _interleave(begins: Ints, ends: Ints, times: Ints, kinds: Codes, marks: Masks, fresh_offsets: Ints,
                fresh_times: Ints, fresh_kinds: Codes, new_times: Ints, new_kinds: Any, taken: Ints,
                offsets: Ints) -> None:  # fmt: skip
    for person in range(begins.size):
        offsets[person + 1] = laid_over(
            begins[person], ends[person], times, kinds, marks, fresh_offsets[person], fresh_offsets[person + 1],
            fresh_times, fresh_kinds, new_times, new_kinds, taken, offsets[person],
        )  # fmt: skip


@compiled
def laid_over(old: Int, last: Int, times: Ints, kinds: Codes, marks: Any, new: Int, stop_new: Int, fresh_times: Ints,
              fresh_kinds: Codes, new_times: Ints, new_kinds: Any, taken: Ints, count: Int) -> Int:  # fmt: skip
    """One person's events `old:last` and fresh ones `new:stop_new` together, written from place `count` on; answers
    the place after them. Older events without a mark are left out; one place more than there can be is written to.

    Fresh events are mostly the newest: one look at the last of the older ones spares looking at the times of all.
    """
    placed = taken.size > 0
    while True:
        stop = last
        if new < stop_new and old < last and times[last - 1] > fresh_times[new]:
            stop = old + np.searchsorted(times[old:last], fresh_times[new], side="right")
        for event in range(old, stop):
            if placed:
                taken[count] = event
            new_times[count], new_kinds[count] = times[event], kinds[event]
            count += marks[kinds[event]] != 0
        old = stop
        if new == stop_new:
            return count
        if placed:
            taken[count] = -1 - new
        new_times[count], new_kinds[count] = fresh_times[new], fresh_kinds[new]
        count += 1
        new += 1


@compiled
def _gather(older: Any, fresh: Any, taken: Ints, found: Any) -> None:
    for place in range(taken.size):
        one = taken[place]
        found[place] = older[one] if one >= 0 else fresh[-1 - one]


@compiled
def _stretch(of: Any, begins: Ints, ends: Ints, found: Any) -> None:
    count = 0
    for one in range(begins.size):
        for place in range(begins[one], ends[one]):
            found[count] = of[place]
            count += 1
