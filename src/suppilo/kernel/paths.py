"""Paths: what people do between two events, after one, before one, or from their first on; every path counted exactly.

`docs/algorithms/paths.md` tells the rules in words; `paths_reference` is the slow, obvious twin.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import add
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.events import Events, Ints
from suppilo.kernel.marked_rows import marked_rows, only_between
from suppilo.kernel.matching import Matching
from suppilo.kernel.path_loops import backward, forward, ranks_of
from suppilo.kernel.path_number_loop import NO_NODE, nodes_of, numbered
from suppilo.kernel.path_numbers import MOST_ROOM, NumberedPaths, bits_of, new_numbers, put_entries, roomier
from suppilo.kernel.path_table import COUNT, MICROS, NODES, SHAPE, KeptPaths, grown, new_table
from suppilo.kernel.reading import Reading, readings

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
    """Every different path with its count, as a table that keeps them. They add up."""

    table: KeptPaths | NumberedPaths

    def __len__(self) -> int:
        """How many different paths there are."""
        return len(self.table)

    @cached_property
    def entries(self) -> Ints:
        """The paths, a row each, as `path_table` lays them out."""
        return self.table.entries

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
        return PathsSums(self.table + other.table)  # type: ignore[operator]

    def top(self, count: int | None = None) -> list[Path]:
        """The most frequent paths, ties by their nodes."""
        entries = self.table.most(count)
        ends, counts = entries[:, SHAPE] & 3, entries[:, COUNT]
        order = np.lexsort((*entries[:, NODES:].T[::-1], ends, -counts))
        return [_path(row) for row in entries[order[:count]]]

    def links(self) -> dict[tuple[int, int, int], int]:
        """(place, from, to) -> paths that went from node `place` (from 0) labelled `from` to the next, `to`."""
        found: dict[tuple[int, int, int], int] = {}
        labels = int(self.nodes.max(initial=0)) + 1
        for place in range(self.nodes.shape[1] - 1):
            on = self.sizes > place + 1
            pairs = self.nodes[on, place] * labels + self.nodes[on, place + 1]
            kinds, where = np.unique(pairs, return_inverse=True)
            counts = np.bincount(where, weights=self.counts[on], minlength=kinds.size)
            for pair, paths in zip(kinds.tolist(), counts.tolist(), strict=True):
                found[place, pair // labels, pair % labels] = int(paths)
        return found

    def drop_offs(self) -> dict[tuple[int, int], int]:
        """(place, label) -> paths that stopped there: not arrived, nothing left out."""
        stopped = self.ends == 0
        places, labels = (self.sizes - 1)[stopped], int(self.nodes.max(initial=0)) + 1
        spots, where = np.unique(
            places * labels + self.nodes[stopped, places], return_inverse=True
        )  # fmt: skip
        counts = np.bincount(where, weights=self.counts[stopped], minlength=spots.size)
        return {
            (spot // labels, spot % labels): int(paths)
            for spot, paths in zip(spots.tolist(), counts.tolist(), strict=True)
        }


def paths_sums(events: Events, plan: PathsPlan) -> PathsSums:
    """Count the paths of these people. Raises ValueError for a length or a time that cannot be."""
    _check(plan)
    labels = np.ascontiguousarray(plan.labels, dtype=np.int32)
    forwards = plan.after or not plan.before
    bits = bits_of(labels, plan.longest) if plan.once and forwards else 0
    found = [
        PathsSums(_numbered(one, labels, plan, bits) if bits else _kept(one, labels, plan))
        for one in readings(events, plan.matching)
    ]
    return reduce(add, found)


def _kept(one: Reading, labels: Any, plan: PathsPlan) -> KeptPaths:
    slots, entries = new_table(plan.longest)
    person, used, asked = 0, 0, (plan.after, plan.before, plan.fold, plan.once)
    loop = backward if plan.before and not plan.after else forward
    while person < one.begins.size:
        person, used = loop(
            person, one.begins, one.ends, one.times, one.kinds, one.marks, one.codes, labels, _limits(plan), asked,
            plan.longest, slots, entries, used,
        )  # fmt: skip
        if person < one.begins.size:
            more = 0 if plan.once else int(one.ends[person] - one.begins[person])
            slots, entries = grown(entries, used, 2 * len(entries) + more)
    return KeptPaths(entries[:used].copy())


def _numbered(one: Reading, labels: Any, plan: PathsPlan, bits: int) -> NumberedPaths:
    """The people whom the quick loop leaves take the other one, and their paths become numbers too."""
    ranks = ranks_of(one.marks, plan.after, plan.before)
    both = bool(((one.marks & np.uint64(START | END)) == START | END).any())
    plain = not (plan.fold or plan.gap_us is not None or plan.matching.columns)
    nodes = nodes_of(ranks, labels, plain, plan.longest)
    shape = (plan.longest, bits, plan.fold, both, bool((nodes != NO_NODE).all()))
    begun = marked_rows(one.kinds, one.marks, START if plan.after else STEP)
    if plan.from_us is not None or plan.to_us is not None:
        only_between(begun, one.times, *_limits(plan)[2:])
    ended = marked_rows(one.kinds, one.marks, END) if plan.before else begun[:0]
    slots, table = new_numbers(min(one.begins.size, MOST_ROOM))
    left = np.empty(one.begins.size, dtype=np.int64)
    person, used, count = 0, 0, 0
    while person < one.begins.size and one.times.size:
        person, used, count = numbered(
            person, one.begins, one.ends, begun, ended, one.times, one.kinds, ranks, one.codes, labels, nodes,
            _limits(plan), shape, slots, table, used, left, count,
        )  # fmt: skip
        if person < one.begins.size:
            slots, table = roomier(table, used)
    if count:
        those = replace(one, begins=one.begins[left[:count]], ends=one.ends[left[:count]])
        rest = _kept(those, labels, plan).entries
        slots, table = (slots, table) if used + len(rest) <= len(table) else roomier(table, used, len(rest))
        used = put_entries(slots, table, used, rest, bits)
    return NumberedPaths(slots, table, used, bits, plan.longest)


def _limits(plan: PathsPlan) -> tuple[int, int, int, int]:
    return (
        _NEVER if plan.window_us is None else plan.window_us,
        _NEVER if plan.gap_us is None else plan.gap_us,
        -_NEVER if plan.from_us is None else plan.from_us,
        _NEVER if plan.to_us is None else plan.to_us,
    )


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
