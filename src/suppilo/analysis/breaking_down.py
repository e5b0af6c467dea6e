"""The breakdown: by what a person is, or by what the events of the timed try say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.analysis.asking import Step
from suppilo.analysis.errors import N_, BadInput
from suppilo.analysis.factorising import plain
from suppilo.analysis.frames import FrameEvents
from suppilo.analysis.matching import values_of
from suppilo.analysis.ports import StoredEvents
from suppilo.kernel.conditions import is_missing
from suppilo.kernel.events import Events
from suppilo.kernel.walk import Breakdown, WalkSums

Ints = npt.NDArray[np.int64]
#: Reached, open and gaps of one bucket.
Part = tuple[Ints, Ints, Sequence[Ints]]
_MOST = 100_000


@dataclass(frozen=True)
class PersonProperty:
    """A person's property that stands in a column of events: its newest value that is not empty.

    >>> PersonProperty("country")
    PersonProperty(column='country')
    """

    column: str


def by_event(stored: StoredEvents, column: str, value: str | Step) -> tuple[Breakdown, Sequence[Any]]:
    """The breakdown as the kernel reads it, and the value of each of its groups."""
    values = _few(column, values_of(stored, column, "breakdown"))
    ranks = _ranks(values)
    if isinstance(value, Step):
        return Breakdown(column, len(values), step=value.number, ranks=ranks), values
    return Breakdown(column, len(values), pick="last" if value == "last" else "first", ranks=ranks), values


def _ranks(values: Sequence[Any]) -> Ints:
    """Which place each value has among them: codes come as the rows come, and of tied events the least value counts."""
    ranks = np.zeros(len(values), dtype=np.int64)
    ranks[sorted(range(len(values)), key=lambda code: _least_first(values[code]))] = np.arange(len(values))
    return ranks


def _least_first(value: Any) -> tuple[int, Any]:
    """Truth, numbers by size, text by its letters, the rest as it is written."""
    if isinstance(value, bool | int | float):
        return (0 if isinstance(value, bool) else 1), value
    return (2, value) if isinstance(value, str) else (3, str(value))


def gaps_by_group(sums: WalkSums, groups: int) -> list[list[Ints]]:
    """The durations of each group, step by step."""
    found: list[list[Ints]] = [[] for _ in range(groups)]
    for gaps, of in zip(sums.gaps, sums.gap_groups, strict=True):
        order = np.argsort(of, kind="stable")
        pieces = np.split(gaps[order], np.searchsorted(of[order], np.arange(1, groups)))
        for group, piece in zip(found, pieces, strict=True):
            group.append(piece)
    return found


def person_codes(stored: StoredEvents, breakdown: PersonProperty | Mapping[Any, Any]) -> tuple[Ints, Ints, list[Any]]:
    """People (ascending), the group of each (0: none), and the value of each group."""
    if isinstance(breakdown, PersonProperty):
        values = _few(breakdown.column, values_of(stored, breakdown.column, "breakdown"))
        buckets = stored.buckets()
        people = np.concatenate([bucket.people for bucket in buckets]) if buckets else np.zeros(0, dtype=np.int64)
        codes = [_newest(bucket, breakdown.column) for bucket in buckets]
        order = np.argsort(people, kind="stable")
        return people[order], np.concatenate(codes)[order] if codes else people, list(values)
    given: Any = breakdown
    if not isinstance(given, Mapping):
        text = N_("breakdown= is a column, Person(column), or a mapping from unit to value, not {kind}.")
        raise BadInput("bad_breakdown", text, kind=type(breakdown).__name__)
    return _given(stored, breakdown)


def _given(stored: StoredEvents, breakdown: Mapping[Any, Any]) -> tuple[Ints, Ints, list[Any]]:
    places: dict[Any, int] = {None: 0}
    found = {label: _place(places, value) for label, value in breakdown.items()}
    if isinstance(stored, FrameEvents):
        found = {number: found.get(label, 0) for number, label in enumerate(stored.labels)}
    people = np.array(sorted(found), dtype=np.int64)
    return people, np.array([found[person] for person in people.tolist()], dtype=np.int64), list(places)


def _place(places: dict[Any, int], value: Any) -> int:
    found = plain(value)
    missing = is_missing(found) or found != found
    return 0 if missing else places.setdefault(found, len(places))


def _newest(events: Events, column: str) -> Ints:
    """Per person: the code of the newest value, 0 for none; of the overlay and the base the later one."""
    codes, at = _last(events.offsets, events.times, events.columns[column])
    if events.overlay is not None:
        over = events.overlay
        fresh, fresh_at = _last(over.offsets, over.times, over.columns[column])
        later = (fresh > 0) & ((codes[over.rows] == 0) | (fresh_at >= at[over.rows]))
        codes[over.rows[later]] = fresh[later]
    return codes


def _last(offsets: Ints, times: Ints, column: npt.NDArray[Any]) -> tuple[Ints, Ints]:
    there = np.flatnonzero(column)
    place = np.searchsorted(there, offsets[1:]) - 1
    found = (place >= 0) & (there[np.maximum(place, 0)] >= offsets[:-1]) if there.size else np.zeros(place.size, bool)
    event = there[place[found]]
    codes, at = np.zeros(place.size, dtype=np.int64), np.zeros(place.size, dtype=np.int64)
    codes[found], at[found] = column[event], times[event]
    return codes, at


def split_rows(sums: WalkSums, people: Ints, codes: Ints, groups: int, steps: int) -> list[Part]:
    """Reached, open and gaps by group, from one row a person."""
    rows = sums.rows
    assert rows is not None
    place = np.minimum(np.searchsorted(people, rows.people), max(people.size - 1, 0))
    group = np.where(people[place] == rows.people, codes[place], 0) if people.size else np.zeros_like(rows.people)
    depth = rows.depth.astype(np.int64)
    table = np.bincount(group * (steps + 1) + depth, minlength=groups * (steps + 1)).reshape(groups, steps + 1)
    reached = table[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    places = (group * (steps + 1) + depth)[rows.open]
    still = np.bincount(places, minlength=groups * (steps + 1)).reshape(groups, steps + 1)[:, 1:]
    return [(reached[g], still[g], _gaps(rows.times, depth, group == g, steps)) for g in range(groups)]


def _gaps(times: Ints, depth: Ints, here: npt.NDArray[np.bool_], steps: int) -> list[Ints]:
    made = [here & (depth > step) for step in range(1, steps)]
    return [times[who, step] - times[who, step - 1] for step, who in enumerate(made, start=1)]


def _few(column: str, values: Sequence[Any]) -> Sequence[Any]:
    if len(values) > _MOST:
        text = N_("breakdown={column!r} has {count} different values, more than {most}: choose a coarser one.")
        raise BadInput("too_many_values", text, column=column, count=len(values), most=_MOST)
    return values
