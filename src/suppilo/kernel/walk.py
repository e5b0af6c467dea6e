"""The funnel walk: how far each person came, how long it took, and who may still go on.

Ordered mode, each person counted once. A try starts at every event that matches step 1 and takes, for each further
step, the first later event that matches it, within the window measured from the first step. The deepest try counts.
`docs/algorithms/funnel-walk.md` tells it in words; `walk_reference` is the slow, obvious twin that tests compare with.

Events come as three arrays sorted by person, then time: person (int64), time (int64, microseconds) and a mask (uint64)
whose bit i says that the event matches step i+1. All people take their n-th instant together, so the work is done in
arrays; a compiled loop over persons fits the same layout.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from suppilo.kernel.walk_ties import Groups, Ints, Masks, gather

#: In place of a time: the step was not reached.
NEVER = int(np.iinfo(np.int64).min)
MOST_STEPS = 64
#: Times and windows beyond this (146,000 years) would overflow; they are refused.
_FARTHEST = 2**62


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
    """Walk everybody. Tries begin in [from_us, to_us); later steps may lie after it.

    `as_of_us` is when we look (the last event unless given): later events are not known yet. Raises ValueError when
    the arrays are not sorted by person and time, or a number is out of range.
    """
    _check(persons, times, masks, steps, window_us)
    if as_of_us is None:
        as_of_us = int(times.max()) if times.size else 0
    every = (1 << steps) - 1
    known = (times <= as_of_us) & ((masks & np.uint64(every)) != 0)
    groups = gather(persons[known], times[known], masks[known] & np.uint64(every), steps)
    begins = _begins(groups, from_us, to_us)
    depth, start = _deepest(groups, begins, steps, window_us)
    taken = _timed_try(groups, depth, start, steps, window_us)
    entered = depth > 0
    still = _open(groups, begins, window_us, as_of_us) & (depth < steps)
    return WalkResult(groups.persons[entered], depth[entered], taken[entered], still[entered], window_us is not None)


def _check(persons: Ints, times: Ints, masks: Masks, steps: int, window_us: int | None) -> None:
    if not 1 <= steps <= MOST_STEPS:
        raise ValueError(f"A walk has 1 to {MOST_STEPS} steps, not {steps}.")
    if window_us is not None and not 0 < window_us <= _FARTHEST:
        raise ValueError("A window is longer than nothing: leave it out for none.")
    if not persons.size == times.size == masks.size:
        raise ValueError("Persons, times and masks need the same length.")
    if times.size and (abs(int(times.min())) > _FARTHEST or abs(int(times.max())) > _FARTHEST):
        raise ValueError("A time is out of range: give microseconds since 1970.")
    if np.any((persons[1:] < persons[:-1]) | ((persons[1:] == persons[:-1]) & (times[1:] < times[:-1]))):
        raise ValueError("Events must be sorted by person, then time: use suppilo.analysis.log.sorted_log.")


def _begins(groups: Groups, from_us: int | None, to_us: int | None) -> Ints:
    """Per group: the start of a try that begins there, or NEVER."""
    begins = groups.table[groups.kind, 0] > 0
    if from_us is not None:
        begins &= groups.times >= from_us
    if to_us is not None:
        begins &= groups.times < to_us
    return np.where(begins, groups.times, NEVER)


def _rounds(groups: Groups) -> Iterator[tuple[Ints, Ints]]:
    """For n = 0, 1, ...: the people who have an n-th instant, and that group of each."""
    busiest = np.argsort(-groups.count, kind="stable")
    counts = -groups.count[busiest]
    for n in range(int(groups.count.max(initial=0))):
        people = busiest[: int(np.searchsorted(counts, -n, side="left"))]
        yield people, groups.first[people] + n


def _deepest(groups: Groups, begins: Ints, steps: int, window_us: int | None) -> tuple[Ints, Ints]:
    """The depth of each person, and when the try began that reached it first (of several, the last to begin).

    `latest[:, s]` is the latest start among the tries that have filled s steps: of two tries with equally many steps
    the one that began later can do whatever the other can.
    """
    latest = np.full((groups.persons.size, steps + 1), NEVER, dtype=np.int64)
    depth = np.zeros(groups.persons.size, dtype=np.int64)
    start = np.full(groups.persons.size, NEVER, dtype=np.int64)
    farthest = groups.table.max(axis=0, initial=0)
    for people, group in _rounds(groups):
        now, before = groups.times[group], latest[people]
        before[:, 0] = begins[group]
        after = _advance(before, now, groups.table[groups.kind[group]], farthest, window_us)
        latest[people] = after
        reached = np.count_nonzero(after[:, 1:] != NEVER, axis=1)
        deeper = np.flatnonzero(reached > depth[people])
        depth[people[deeper]] = reached[deeper]
        start[people[deeper]] = after[deeper, reached[deeper]]
    return depth, start


def _advance(before: Ints, now: Ints, table: Ints, farthest: Ints, window_us: int | None) -> Ints:
    alive = before != NEVER
    if window_us is not None:
        alive &= before >= (now - window_us)[:, None]
    after = before.copy()
    for filled in range(before.shape[1] - 1):
        for step in range(filled + 1, int(farthest[filled]) + 1):
            goes = alive[:, filled] & (table[:, filled] >= step)
            np.maximum(after[:, step], before[:, filled], out=after[:, step], where=goes)
    return after


def _timed_try(groups: Groups, depth: Ints, start: Ints, steps: int, window_us: int | None) -> Ints:
    """When the try that began at `start` took each of its steps: every one as early as it could."""
    taken = np.full((depth.size, steps), NEVER, dtype=np.int64)
    filled = np.zeros(depth.size, dtype=np.int64)
    for people, group in _rounds(groups):
        now, had = groups.times[group], filled[people]
        runs = (depth[people] > had) & (now >= start[people])
        if window_us is not None:
            runs &= start[people] >= now - window_us
        has = np.where(runs, np.minimum(groups.table[groups.kind[group], had], depth[people]), had)
        for step in range(steps):
            put = (had <= step) & (step < has)
            taken[people[put], step] = now[put]
        filled[people] = has
    return taken


def _open(groups: Groups, begins: Ints, window_us: int | None, as_of_us: int) -> npt.NDArray[np.bool_]:
    if window_us is None or not groups.persons.size:
        return np.zeros(groups.persons.size, dtype=np.bool_)
    last = np.maximum.reduceat(begins, groups.first)
    return np.asarray(last >= max(as_of_us - window_us, NEVER + 1), dtype=np.bool_)
