"""The walk of masks that somebody already has: one row a person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from suppilo.kernel.events import Events
from suppilo.kernel.matching import Matching
from suppilo.kernel.walk.plan import FARTHEST, WalkPlan
from suppilo.kernel.walk.running import walk_sums

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class WalkResult:
    """Who entered and how it went; one row a person, sorted by person.

    `depth` is 1..steps; `times[i, s]` is when the timed try took step s+1 (microseconds, NEVER where not reached);
    `open` marks people short of the last step who have a try whose window is not over. `windowed` is False when no
    window was given: then nobody is called open.
    """

    people: Ints
    depth: Ints
    times: Ints
    open: npt.NDArray[np.bool_]
    windowed: bool

    @property
    def counts(self) -> list[int]:
        """counts[i]: people who reached step i+1. Never rises."""
        return [int(np.count_nonzero(self.depth > step)) for step in range(self.times.shape[1])]

    @property
    def open_at(self) -> list[int]:
        """open_at[i]: people who came to step i+1, not further, and may still go on."""
        return [int(np.count_nonzero(self.open & (self.depth == step + 1))) for step in range(self.times.shape[1])]

    def seconds(self, step: int) -> npt.NDArray[np.float64]:
        """From step `step` to the next (counted from 1), for each person who made it, in seconds."""
        made = self.depth > step
        gaps: npt.NDArray[np.float64] = (self.times[made, step] - self.times[made, step - 1]) / 1e6
        return gaps


def walk(
    persons: Ints,
    times: Ints,
    masks: Masks,
    *,
    steps: int,
    window_us: int | None = None,
    from_us: int | None = None,
    to_us: int | None = None,
    as_of_us: int | None = None,
) -> WalkResult:
    """Walk everybody, ordered, each person once. Bit i of a mask says that the event matches step i+1.

    Tries begin in [from_us, to_us); later steps may lie after it. `as_of_us` is when we look (the last event unless
    given): later events are not known yet. Raises ValueError when the arrays are not sorted by person and time, or a
    number is out of range.
    """
    _check(persons, times, masks)
    known, codes = np.unique(masks, return_inverse=True)
    people, first = np.unique(persons, return_index=True)
    events = Events(
        people.astype(np.int64),
        np.append(first, persons.size).astype(np.int64),
        np.asarray(times, dtype=np.int64),
        codes.astype(np.uint32),
    )
    plan = WalkPlan(
        Matching(known.astype(np.uint64)),
        steps,
        window_us,
        from_us=from_us,
        to_us=to_us,
        as_of_us=(int(times.max()) if times.size else 0) if as_of_us is None else as_of_us,
        rows=True,
    )
    rows = walk_sums(events, plan).rows
    assert rows is not None
    return WalkResult(rows.people, rows.depth.astype(np.int64), rows.times, rows.open, window_us is not None)


def _check(persons: Ints, times: Ints, masks: Masks) -> None:
    if not persons.size == times.size == masks.size:
        raise ValueError("Persons, times and masks need the same length.")
    if times.size and (abs(int(times.min())) > FARTHEST or abs(int(times.max())) > FARTHEST):
        raise ValueError("A time is out of range: give microseconds since 1970.")
    if np.any((persons[1:] < persons[:-1]) | ((persons[1:] == persons[:-1]) & (times[1:] < times[:-1]))):
        raise ValueError("Events must be sorted by person, then time: use suppilo.analysis.log.sorted_log.")
