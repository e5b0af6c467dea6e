"""What a walk over some people answers; two of them add up to the answer over both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import compiled
from suppilo.kernel.walk.plan import WalkPlan

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class WalkRows:
    """One row a person who entered (an attempt, where attempts are counted), in the order of the events.

    `depth` 1..steps; `open` as in SEMANTICS; `times[i, s]` is when the timed try took step s+1 (NEVER: not reached;
    no columns unless the plan is timed); `group[i]` is the code of the breakdown's value, 0 without one.
    """

    people: Ints
    depth: npt.NDArray[np.uint8]
    open: npt.NDArray[np.bool_]
    times: Ints
    group: Ints

    def __add__(self, other: WalkRows) -> WalkRows:
        return joined_rows([self, other])


@dataclass(frozen=True)
class WalkSums:
    """Additive answers.

    `reached[g, i]`: people (attempts, events) of group g at step i+1. `open[g, i]`: those of depth i+1 who may still go
    on. `gaps[i]`: microseconds from step i+1 to step i+2, one for each who made it; `gap_groups[i]` says of which group
    (empty arrays without a breakdown). One group, 0, when nothing breaks down. `rows` when the plan asked for them.
    """

    reached: Ints
    open: Ints
    gaps: tuple[Ints, ...]
    gap_groups: tuple[Ints, ...]
    rows: WalkRows | None = None

    def __add__(self, other: WalkSums) -> WalkSums:
        return added([self, other])

    @property
    def counts(self) -> list[int]:
        """counts[i]: people at step i+1, all groups together."""
        return [int(n) for n in self.reached.sum(axis=0)]

    @property
    def open_at(self) -> list[int]:
        """open_at[i]: open people of depth i+1."""
        return [int(n) for n in self.open.sum(axis=0)]


def added(parts: Sequence[WalkSums]) -> WalkSums:
    """The sums of disjoint people together: the same as adding one by one, copying only once."""
    steps = range(len(parts[0].gaps))
    rows = [part.rows for part in parts if part.rows is not None]
    return WalkSums(
        _sum([part.reached for part in parts]),
        _sum([part.open for part in parts]),
        tuple(np.concatenate([part.gaps[s] for part in parts]) for s in steps),
        tuple(np.concatenate([part.gap_groups[s] for part in parts]) for s in steps),
        joined_rows(rows) if rows else None,
    )


def joined_rows(parts: Sequence[WalkRows]) -> WalkRows:
    """Rows one after another."""

    def joined(name: str) -> Any:
        return np.concatenate([getattr(part, name) for part in parts])

    return WalkRows(joined("people"), joined("depth"), joined("open"), joined("times"), joined("group"))


def _sum(parts: Sequence[Ints]) -> Ints:
    total = parts[0].copy()
    for part in parts[1:]:
        total += part
    return total


def histograms(
    plan: WalkPlan, depth: npt.NDArray[np.uint8], still: npt.NDArray[np.bool_], groups: Ints
) -> tuple[Ints, Ints]:
    """`reached` and `open` of WalkSums from one row a person; `groups` may be empty where nothing breaks down."""
    size = plan.breakdown.size if plan.breakdown else 1
    depths, opened = np.zeros((2, size, plan.steps + 1), dtype=np.int64)
    _count(depth, still, groups, depths, opened)
    reached = depths[:, :0:-1].cumsum(axis=1)[:, ::-1]
    return np.ascontiguousarray(reached), np.ascontiguousarray(opened[:, 1:])


@compiled
def _count(
    depth: npt.NDArray[np.uint8], still: npt.NDArray[np.bool_], groups: Ints, depths: Ints, opened: Ints
) -> None:
    """Add up people by group and depth; no copy of everybody's depths as the wider numbers that NumPy counts."""
    for person in range(depth.size):
        group = groups[person] if groups.size else 0
        depths[group, depth[person]] += 1
        opened[group, depth[person]] += still[person]


def sums_of(
    plan: WalkPlan, depth: npt.NDArray[np.uint8], still: npt.NDArray[np.bool_], times: Ints, groups: Ints,
    rows: WalkRows | None,
) -> WalkSums:  # fmt: skip
    """The sums of some people (attempts) whose times are known."""
    reached, opened = histograms(plan, depth, still, groups)
    gaps, gap_groups = [], []
    for step in range(1, plan.steps):
        made = depth > step if plan.timed else np.zeros(depth.size, dtype=np.bool_)
        gaps.append(times[made, step] - times[made, step - 1] if plan.timed else np.zeros(0, dtype=np.int64))
        gap_groups.append(groups[made] if plan.breakdown else np.zeros(0, dtype=np.int64))
    return WalkSums(reached, opened, tuple(gaps), tuple(gap_groups), rows)


def nothing(plan: WalkPlan, reached: Ints | None = None) -> WalkSums:
    """The sums of nobody, or of events that are only counted."""
    zeros = np.zeros((plan.breakdown.size if plan.breakdown else 1, plan.steps), dtype=np.int64)
    none = tuple(np.zeros(0, dtype=np.int64) for _ in range(plan.steps - 1))
    rows = None
    if plan.rows:
        width = plan.steps if plan.timed else 0
        flags = np.zeros(0, dtype=np.bool_)
        empty = np.zeros(0, dtype=np.int64)
        rows = WalkRows(empty, empty.astype(np.uint8), flags, np.zeros((0, width), dtype=np.int64), empty)
    return WalkSums(zeros if reached is None else reached[None, :], zeros.copy(), none, none, rows)
