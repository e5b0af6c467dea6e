"""Paths: what people do between two events, after one, before one, or from their first on; every path counted exactly.

`docs/algorithms/paths.md` tells the rules in words; `paths_reference` is the slow, obvious twin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from suppilo.kernel.events import Events, Ints
from suppilo.kernel.matching import Matching
from suppilo.kernel.path_loops import backward, forward
from suppilo.kernel.path_table import COUNT, MICROS, NODES, SHAPE, grown, new_table, poured
from suppilo.kernel.reading import readings

#: Bits of the masks of a plan, and of `ends`.
STEP, START, END = 1, 2, 4
ARRIVED, CUT = 1, 2
MOST_NODES = 64
_NEVER = 2**62


@dataclass(frozen=True)
class PathsPlan:
    """Which paths to count.

    Bit 0 of `matching` marks events that make paths up, bit 1 those that begin one (asked for by `after`), bit 2 those
    that end one (`before`); both given: paths between them; none: from a person's first event. `labels[code]` is what
    a name is called in paths: an int from 0, smaller first where events tie. `longest` counts nodes. `fold` tells a
    stretch of up to four nodes once when it repeats right away. Paths last up to `window_us` and break at a silence
    of `gap_us`. `once`: a person's first path only, the first that arrives where both ends are given. Paths begin in
    [`from_us`, `to_us`); those before an event end there.
    """

    matching: Matching
    labels: npt.NDArray[np.int32]
    after: bool = False
    before: bool = False
    longest: int = 8
    window_us: int | None = None
    gap_us: int | None = None
    fold: bool = True
    once: bool = True
    from_us: int | None = None
    to_us: int | None = None


@dataclass(frozen=True)
class Path:
    """One way, the labels of its nodes in order.

    `arrived`: it came to the end that was asked for. `cut`: there was more than fits; it is left out before the last
    node of a path that arrived between two events, before the first of one before an event, else after the last.
    `mean_us` is how long it took from its first event to its last, on average.
    """

    nodes: tuple[int, ...]
    arrived: bool
    cut: bool
    count: int
    mean_us: float


@dataclass(frozen=True)
class PathsSums:
    """Every different path, a row each, as `path_table` lays them out. They add up."""

    entries: Ints

    def __len__(self) -> int:
        """How many different paths there are."""
        return int(self.entries.shape[0])

    @property
    def nodes(self) -> Ints:
        """The labels of each path; what lies after its `sizes` means nothing."""
        return self.entries[:, NODES:]

    @property
    def sizes(self) -> Ints:
        """How many nodes each path has."""
        return self.entries[:, SHAPE] >> 2

    @property
    def ends(self) -> Ints:
        """How each path ended: bits ARRIVED and CUT."""
        return self.entries[:, SHAPE] & 3

    @property
    def counts(self) -> Ints:
        """How many went each path."""
        return self.entries[:, COUNT]

    def __add__(self, other: PathsSums) -> PathsSums:
        if not len(self) or not len(other):
            return self if len(self) else other
        return PathsSums(_added(self.entries, other.entries))

    def top(self, count: int | None = None) -> list[Path]:
        """The most frequent paths, ties by their nodes."""
        order = np.lexsort((*self.nodes.T[::-1], self.ends, -self.counts))
        return [_path(row) for row in self.entries[order[:count]]]

    def links(self) -> dict[tuple[int, int, int], int]:
        """(place, from, to) -> paths that went from node `place` (from 0) labelled `from` to the next, `to`."""
        found: dict[tuple[int, int, int], int] = {}
        for place in range(self.nodes.shape[1] - 1):
            on = self.sizes > place + 1
            pairs, where = np.unique(self.nodes[on, place : place + 2], axis=0, return_inverse=True)
            counts = np.bincount(where.ravel(), weights=self.counts[on], minlength=len(pairs))
            for (one, other), paths in zip(pairs.tolist(), counts.tolist(), strict=True):
                found[place, one, other] = int(paths)
        return found

    def drop_offs(self) -> dict[tuple[int, int], int]:
        """(place, label) -> paths that stopped there: not arrived, nothing left out."""
        stopped = self.ends == 0
        keys = zip((self.sizes - 1)[stopped].tolist(), self.counts[stopped].tolist(), self.nodes[stopped], strict=True)
        found: dict[tuple[int, int], int] = {}
        for place, count, nodes in keys:
            key = (place, int(nodes[place]))
            found[key] = found.get(key, 0) + count
        return found


def paths_sums(events: Events, plan: PathsPlan) -> PathsSums:
    """Count the paths of these people. Raises ValueError for a length or a time that cannot be."""
    _check(plan)
    slots, entries = new_table(plan.longest)
    used, asked = 0, (plan.after, plan.before, plan.fold, plan.once)
    labels = np.ascontiguousarray(plan.labels, dtype=np.int32)
    loop = backward if plan.before and not plan.after else forward
    limits = (
        _NEVER if plan.window_us is None else plan.window_us,
        _NEVER if plan.gap_us is None else plan.gap_us,
        -_NEVER if plan.from_us is None else plan.from_us,
        _NEVER if plan.to_us is None else plan.to_us,
    )
    for one in readings(events, plan.matching):
        person = 0
        while person < one.begins.size:
            person, used = loop(
                person, one.begins, one.ends, one.times, one.kinds, one.marks, one.codes, labels, limits, asked,
                plan.longest, slots, entries, used,
            )  # fmt: skip
            if person < one.begins.size:
                slots, entries = grown(
                    entries, used, 2 * len(entries) + (0 if plan.once else int(one.ends[person] - one.begins[person]))
                )
    return PathsSums(entries[:used].copy())


def _check(plan: PathsPlan) -> None:
    if not 1 <= plan.longest <= MOST_NODES:
        raise ValueError(f"A path has 1 to {MOST_NODES} nodes, not {plan.longest}.")
    if plan.longest == 1 and plan.after and plan.before:
        raise ValueError("A path between two events has at least two nodes.")
    for limit in (plan.window_us, plan.gap_us):
        if limit is not None and limit <= 0:
            raise ValueError("A window or a gap is longer than nothing: leave it out for none.")


def _path(row: Ints) -> Path:
    size, end, count = int(row[SHAPE]) >> 2, int(row[SHAPE]) & 3, int(row[COUNT])
    nodes = tuple(row[NODES : NODES + size].tolist())
    return Path(nodes, bool(end & ARRIVED), bool(end & CUT), count, float(row[MICROS] / count))


def _added(more: Ints, other: Ints) -> Ints:
    slots, entries = grown(more, len(more), len(more) + len(other))
    return entries[: poured(slots, entries, len(more), other)].copy()
