"""From events and a plan to sums, block by block."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from suppilo.kernel.events import Events
from suppilo.kernel.matching import Kinds, padded
from suppilo.kernel.walk.attempts import DEPTH, OPEN, PERSON, walk_attempts
from suppilo.kernel.walk.blocks import Block, blocks
from suppilo.kernel.walk.finding import Found, excluded, found_in, is_plain, sets_aside, timed_rows
from suppilo.kernel.walk.plan import WalkPlan
from suppilo.kernel.walk.replay import gaps_of
from suppilo.kernel.walk.splitting import groups_of, groups_told, ranks_of
from suppilo.kernel.walk.sums import WalkRows, WalkSums, added, histograms, nothing, sums_of
from suppilo.kernel.walk.totals import count_events

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
#: Timed tries worked on at a time.
_CHUNK = 1 << 14


def walk_sums(events: Events, plan: WalkPlan) -> WalkSums:
    """Walk everybody in the events, in one thread and without the interpreter's lock.

    The answer over several people, buckets or machines is the sum of the answers over each. Events must be sorted as
    `Events` says, times lie within 73,000 years of 1970. Raises KeyError for a column that is not there.
    """
    kinds = Kinds.of_matching(plan.matching)
    column = plan.breakdown.column if plan.breakdown else None
    parts: list[WalkSums] = []
    for block in blocks(events, kinds, column, sets_aside=sets_aside(kinds.masks, plan)):
        masks = padded(kinds.masks, block.kinds)
        parts += block_sums(events, block, masks, plan)
    return added(parts) if parts else nothing(plan)


def block_sums(events: Events, block: Block, masks: Masks, plan: WalkPlan) -> Iterator[WalkSums]:
    """The sums of a block of `events`, in parts that add up."""
    if plan.count == "total":
        yield nothing(plan, count_events(block, masks, plan))
    elif plan.count == "attempt":
        yield _attempts(events, block, masks, plan)
    else:
        yield from _unique(events, block, masks, plan)


def _unique(events: Events, block: Block, masks: Masks, plan: WalkPlan) -> Iterator[WalkSums]:
    found = found_in(block, masks, plan)
    if plan.rows or plan.breakdown or (plan.timed and not is_plain(plan)):
        yield from _chunks(events, block, masks, plan, found)
        return
    none = np.zeros(0, dtype=np.int64)
    gaps = _gaps(block, masks, plan, found)
    reached, still = histograms(plan, found.depth, found.open, none)
    yield WalkSums(reached, still, gaps, tuple(none for _ in gaps))


def _gaps(block: Block, masks: Masks, plan: WalkPlan, found: Found) -> tuple[Ints, ...]:
    sizes = [int(np.count_nonzero(found.depth > step)) if plan.timed else 0 for step in range(1, plan.steps)]
    places = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(np.array(sizes, dtype=np.int64))])
    gaps = np.empty(int(places[-1]), dtype=np.int64)
    if gaps.size:
        inside = (block.first, block.last, block.times, block.kinds)
        gaps_of(*inside, masks, found.depth, found.start, gaps, places.copy())
    return tuple(gaps[places[s] : places[s + 1]] for s in range(plan.steps - 1))


def _chunks(events: Events, block: Block, masks: Masks, plan: WalkPlan, found: Found) -> Iterator[WalkSums]:
    entered = np.flatnonzero(found.depth)
    for a in range(0, entered.size, _CHUNK):
        chosen = entered[a : a + _CHUNK]
        depth, still = found.depth[chosen], found.open[chosen]
        wanted = plan.timed or plan.breakdown is not None
        times = timed_rows(block, masks, plan, found, chosen) if wanted else np.zeros((chosen.size, 0), dtype=np.int64)
        groups = groups_of(block, masks, plan, chosen, depth, times)
        yield _finished(events, block, plan, chosen, depth, still, times, groups)


def _attempts(events: Events, block: Block, masks: Masks, plan: WalkPlan) -> WalkSums:
    inside = (block.first, block.last, block.times, block.kinds, masks, excluded(plan))
    edges = np.array([plan.start, plan.stop, plan.look], dtype=np.int64)
    values = block.values if plan.breakdown else block.values[:0]
    heads, found, whole = walk_attempts(
        *inside, edges, plan.steps, plan.window, plan.open_from, values, ranks_of(plan.breakdown)
    )
    if not whole:
        raise ValueError(
            "Too many events of different kinds at one instant to order them into attempts: count unique people, "
            "or give the events finer times."
        )
    depth, still = heads[:, DEPTH].astype(np.uint8), heads[:, OPEN].astype(np.bool_)
    times, told = found[:, : plan.steps], found[:, plan.steps :]
    return _finished(events, block, plan, heads[:, PERSON], depth, still, times, groups_told(plan.breakdown, told))


def _finished(
    events: Events, block: Block, plan: WalkPlan, people: Ints,
    depth: npt.NDArray[np.uint8], still: npt.NDArray[np.bool_], times: Ints, groups: Ints,
) -> WalkSums:  # fmt: skip
    rows = None
    if plan.rows:
        ids = events.people[block.rows][people]
        rows = WalkRows(ids, depth, still, times if plan.timed else times[:, :0], groups)
    return sums_of(plan, depth, still, times, groups, rows)
