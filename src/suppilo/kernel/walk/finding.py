"""Which loop finds each person's depth, and which one the times of the timed try."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from suppilo.kernel.walk.any_order import replay_any_order, walk_any_order
from suppilo.kernel.walk.blocks import Block
from suppilo.kernel.walk.fast import walk_fast
from suppilo.kernel.walk.following import walk_following
from suppilo.kernel.walk.general import walk_general
from suppilo.kernel.walk.plan import NEVER, WalkPlan
from suppilo.kernel.walk.replay import times_of
from suppilo.kernel.walk.retracing import retrace

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Found:
    """Per person of a block: depth (0: not counted), start of the timed try, openness, and when it came to its depth.

    `came` is filled only where every try is followed.
    """

    depth: npt.NDArray[np.uint8]
    start: Ints
    open: npt.NDArray[np.bool_]
    came: Ints


def is_plain(plan: WalkPlan) -> bool:
    """True when of two tries with equally many steps the later one is never worse."""
    return plan.mode == "ordered" and not plan.exclusions


def found_in(block: Block, masks: Masks, plan: WalkPlan) -> Found:
    """Depth, start and openness of everybody in the block."""
    people = block.first.size
    found = Found(
        np.zeros(people, dtype=np.uint8),
        np.full(people, NEVER, dtype=np.int64),
        np.zeros(people, dtype=np.bool_),
        np.zeros(0 if is_plain(plan) or plan.mode == "any_order" else people, dtype=np.int64),
    )
    edges = np.array([plan.start, plan.stop, plan.look], dtype=np.int64)
    inside = (block.first, block.last, block.times, block.kinds)
    asked = (plan.steps, plan.window, plan.open_from)
    out = (found.depth, found.start, found.open)
    if plan.mode == "any_order":
        walk_any_order(*inside, masks, len(plan.exclusions), edges, *asked, *out)
    elif not is_plain(plan):
        walk_following(*inside, masks, excluded(plan), plan.mode == "strict", edges, *asked, *out, found.came)
    elif (step_of := _disjoint(masks, plan.steps)) is not None:
        timed = plan.timed or plan.breakdown is not None
        walk_fast(*inside, step_of, edges, *asked, timed, *out)
    else:
        walk_general(*inside, masks, edges, *asked, *out)
    return found


def excluded(plan: WalkPlan) -> Ints:
    """The exclusions as rows (after, before)."""
    return np.array(plan.exclusions, dtype=np.int64).reshape(-1, 2)


def _disjoint(masks: Masks, steps: int) -> npt.NDArray[np.uint8] | None:
    """The step (from 0) that each kind matches, `steps` for none; None when a kind matches several."""
    bits = masks & np.uint64((1 << steps) - 1)
    if np.any(bits & (bits - np.uint64(1))):
        return None
    step_of = np.full(masks.size, steps, dtype=np.uint8)
    for step in range(steps):
        step_of[(bits >> np.uint64(step)) & np.uint64(1) == 1] = step
    return step_of


def timed_rows(block: Block, masks: Masks, plan: WalkPlan, found: Found, chosen: Ints) -> Ints:
    """When the timed try of each chosen person took each step: one row a person, NEVER where not reached."""
    rows = np.full((chosen.size, plan.steps), NEVER, dtype=np.int64)
    inside = (block.first[chosen], block.last[chosen], block.times, block.kinds)
    depth, start = found.depth[chosen], found.start[chosen]
    if plan.mode == "any_order":
        replay_any_order(*inside, masks, len(plan.exclusions), plan.steps, depth, start, rows)
    elif is_plain(plan):
        times_of(*inside, masks, depth, start, rows)
    else:
        strict, came = plan.mode == "strict", found.came[chosen]
        asked = (plan.steps, plan.window, plan.look)
        retrace(*inside, masks, excluded(plan), strict, *asked, depth, start, came, rows)
    return rows
