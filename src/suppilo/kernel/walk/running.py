"""From events and a plan to sums: which loop answers it, block by block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.events import Events
from suppilo.kernel.matching import Kinds, padded
from suppilo.kernel.walk.blocks import Block, blocks
from suppilo.kernel.walk.fast import walk_fast
from suppilo.kernel.walk.general import walk_general
from suppilo.kernel.walk.plan import NEVER, WalkPlan
from suppilo.kernel.walk.replay import gaps_of, times_of
from suppilo.kernel.walk.sums import WalkRows, WalkSums, added

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Found:
    """Per person of a block: depth (0: not counted), start of the timed try, and openness."""

    depth: npt.NDArray[np.uint8]
    start: Ints
    open: npt.NDArray[np.bool_]


def walk_sums(events: Events, plan: WalkPlan) -> WalkSums:
    """Walk everybody in the events, in one thread and without the interpreter's lock.

    The answer over several people, buckets or machines is the sum of the answers over each. Times beyond
    73,000 years are refused (ValueError); events must be sorted as `Events` says.
    """
    kinds = Kinds.of_matching(plan.matching)
    column = plan.breakdown.column if plan.breakdown else None
    parts = [_block_sums(events, block, kinds, plan) for block in blocks(events, kinds, column)]
    return added(parts) if parts else _nothing(plan)


def _block_sums(events: Events, block: Block, kinds: Kinds, plan: WalkPlan) -> WalkSums:
    masks = padded(kinds.masks, block.kinds)
    found = _found(block, masks, plan)
    gaps = _gaps(block, masks, plan, found)
    groups = tuple(np.zeros(0, dtype=np.int64) for _ in gaps)
    reached, still = _histograms(found, plan)
    rows = _rows(events, block, masks, plan, found) if plan.rows else None
    return WalkSums(reached, still, gaps, groups, rows)


def _found(block: Block, masks: Masks, plan: WalkPlan) -> Found:
    people = block.first.size
    found = Found(
        np.zeros(people, dtype=np.uint8), np.full(people, NEVER, dtype=np.int64), np.zeros(people, dtype=np.bool_)
    )
    edges = np.array([plan.start, plan.stop, plan.look], dtype=np.int64)
    inside = (block.first, block.last, block.times, block.kinds)
    out = (found.depth, found.start, found.open)
    step_of = _disjoint(masks, plan.steps)
    if step_of is not None:
        timed = plan.timed or plan.rows or plan.breakdown is not None
        walk_fast(*inside, step_of, edges, plan.steps, plan.window, plan.open_from, timed, *out)
    else:
        walk_general(*inside, masks, edges, plan.steps, plan.window, plan.open_from, *out)
    return found


def _disjoint(masks: Masks, steps: int) -> npt.NDArray[np.uint8] | None:
    """The step (from 0) that each kind matches, `steps` for none; None when a kind matches several."""
    bits = masks & np.uint64((1 << steps) - 1)
    if np.any(bits & (bits - np.uint64(1))):
        return None
    step_of = np.full(masks.size, steps, dtype=np.uint8)
    for step in range(steps):
        step_of[(bits >> np.uint64(step)) & np.uint64(1) == 1] = step
    return step_of


def _gaps(block: Block, masks: Masks, plan: WalkPlan, found: Found) -> tuple[Ints, ...]:
    sizes = [int(np.count_nonzero(found.depth > step)) if plan.timed else 0 for step in range(1, plan.steps)]
    places = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(np.array(sizes, dtype=np.int64))])
    gaps = np.empty(int(places[-1]), dtype=np.int64)
    if gaps.size:
        inside = (block.first, block.last, block.times, block.kinds)
        gaps_of(*inside, masks, found.depth, found.start, gaps, places.copy())
    return tuple(gaps[places[s] : places[s + 1]] for s in range(plan.steps - 1))


def _histograms(found: Found, plan: WalkPlan) -> tuple[Ints, Ints]:
    depths = np.bincount(found.depth, minlength=plan.steps + 1)[1:]
    still = np.bincount(found.depth[found.open], minlength=plan.steps + 1)[1:]
    reached = depths[::-1].cumsum()[::-1]
    return reached.astype(np.int64)[None, :], still.astype(np.int64)[None, :]


def _rows(events: Events, block: Block, masks: Masks, plan: WalkPlan, found: Found) -> WalkRows:
    entered = np.flatnonzero(found.depth)
    times = np.full((entered.size, plan.steps if plan.timed else 0), NEVER, dtype=np.int64)
    depth = found.depth[entered]
    if plan.timed and entered.size:
        inside = (block.first[entered], block.last[entered], block.times, block.kinds)
        times_of(*inside, masks, depth, found.start[entered], times)
    people: Any = events.people[block.rows][entered]
    return WalkRows(people, depth, found.open[entered], times, np.zeros(entered.size, dtype=np.int64))


def _nothing(plan: WalkPlan) -> WalkSums:
    zeros = np.zeros((1, plan.steps), dtype=np.int64)
    none = tuple(np.zeros(0, dtype=np.int64) for _ in range(plan.steps - 1))
    return WalkSums(zeros, zeros.copy(), none, none, None)
