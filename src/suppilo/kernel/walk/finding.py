"""Which loop finds each person's depth, and which one the times of the timed try."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.walk.any_order import replay_any_order, walk_any_order
from suppilo.kernel.walk.aside import nobody_aside
from suppilo.kernel.walk.assigning import lowest
from suppilo.kernel.walk.blocks import Block
from suppilo.kernel.walk.fast import walk_fast
from suppilo.kernel.walk.few_steps import FEW, bits_of, walk_few
from suppilo.kernel.walk.following import has_any, walk_following
from suppilo.kernel.walk.general import walk_general
from suppilo.kernel.walk.plan import NEVER, WalkPlan
from suppilo.kernel.walk.replay import times_of
from suppilo.kernel.walk.retracing import retrace

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Found:
    """Per person of a block: depth (0: not counted), start of the timed try, openness, and when it came to its depth.

    `came` is filled only for those of whom every try was followed, `followed`.
    """

    depth: npt.NDArray[np.uint8]
    start: Ints
    open: npt.NDArray[np.bool_]
    came: Ints
    followed: npt.NDArray[np.bool_]


def is_plain(plan: WalkPlan) -> bool:
    """True when of two tries with equally many steps the later one is never worse."""
    return plan.mode == "ordered" and not plan.exclusions


def sets_aside(masks: Masks, plan: WalkPlan) -> bool:
    """Whether the loop that answers this plan leaves out whom it is to set aside, and lays their events ready."""
    return plan.count == "unique" and is_plain(plan) and plan.steps <= FEW and _disjoint(masks, plan.steps) is not None


def found_in(block: Block, masks: Masks, plan: WalkPlan) -> Found:
    """Depth, start and openness of everybody in the block."""
    people = block.first.size
    followed = _followed(block, masks, plan)
    found = Found(
        np.zeros(people, dtype=np.uint8),
        np.full(people, NEVER, dtype=np.int64),
        np.zeros(people, dtype=np.bool_),
        np.zeros(followed.size, dtype=np.int64),
        followed,
    )
    edges = np.array([plan.start, plan.stop, plan.look], dtype=np.int64)
    asked = (plan.steps, plan.window, plan.open_from)
    out = (found.depth, found.start, found.open)
    if plan.mode == "any_order":
        inside = (block.first, block.last, block.times, block.kinds)
        walk_any_order(*inside, masks, len(plan.exclusions), edges, *asked, *out)
        return found
    others = replace(block, last=np.where(followed, block.first, block.last)) if followed.size else block
    inside = (others.first, others.last, others.times, others.kinds)
    if plan.mode != "strict" and (step_of := _disjoint(masks, plan.steps)) is not None:
        timed = plan.timed or plan.breakdown is not None
        if plan.steps <= FEW:
            aside = block.aside or nobody_aside(block.kinds)
            walk_few(*inside, bits_of(step_of, plan.steps), edges, *asked, timed, *out, aside)
        else:
            walk_fast(*inside, step_of, edges, *asked, timed, *out)
    elif plan.mode != "strict":
        walk_general(*inside, masks, edges, *asked, *out)
    if followed.any():
        _follow(block, masks, plan, found, edges)
    return found


def _followed(block: Block, masks: Masks, plan: WalkPlan) -> npt.NDArray[np.bool_]:
    """People of whom every try must be followed: in strict mode all, else those with an excluded event; empty: none."""
    if is_plain(plan) or plan.mode == "any_order":
        return np.zeros(0, dtype=np.bool_)
    followed = np.ones(block.first.size, dtype=np.bool_)
    if plan.mode != "strict":
        bits = ((1 << len(plan.exclusions)) - 1) << plan.steps
        has_any(block.first, block.last, block.kinds, (masks & np.uint64(bits)) != 0, followed)
    return followed


def _follow(block: Block, masks: Masks, plan: WalkPlan, found: Found, edges: Ints) -> None:
    chosen = np.flatnonzero(found.followed)
    arrays: tuple[Any, ...] = (found.depth, found.start, found.open, found.came)
    out = [array[chosen] for array in arrays]
    inside = (block.first[chosen], block.last[chosen], block.times, block.kinds, masks, excluded(plan))
    walk_following(*inside, plan.mode == "strict", edges, plan.steps, plan.window, plan.open_from, *out)
    for array, part in zip(arrays, out, strict=True):
        array[chosen] = part


def excluded(plan: WalkPlan) -> Ints:
    """The exclusions as rows (after, before)."""
    return np.array(plan.exclusions, dtype=np.int64).reshape(-1, 2)


def _disjoint(masks: Masks, steps: int) -> npt.NDArray[np.uint8] | None:
    """The step (from 0) that each kind matches, `steps` for none; None when a kind matches several."""
    step_of = np.empty(masks.size, dtype=np.uint8)
    return step_of if _only_steps(masks, steps, step_of) else None


@compiled
def _only_steps(masks: Masks, steps: Int, step_of: npt.NDArray[np.uint8]) -> bool:
    """Fill in the step of each kind; False when one has several."""
    every = (np.uint64(1) << np.uint64(steps)) - np.uint64(1)
    for kind in range(masks.size):
        bits = masks[kind] & every
        if bits & (bits - np.uint64(1)):
            return False
        step_of[kind] = lowest(bits) if bits else steps
    return True


def timed_rows(block: Block, masks: Masks, plan: WalkPlan, found: Found, chosen: Ints) -> Ints:
    """When the timed try of each chosen person took each step: one row a person, NEVER where not reached."""
    rows = np.full((chosen.size, plan.steps), NEVER, dtype=np.int64)
    if not found.followed.size:
        _replay(block, masks, plan, found, chosen, rows)
        return rows
    followed = found.followed[chosen]
    for some in (followed, ~followed):
        part = rows[some]
        if part.size:
            _replay(block, masks, plan, found, chosen[some], part)
            rows[some] = part
    return rows


def _replay(block: Block, masks: Masks, plan: WalkPlan, found: Found, chosen: Ints, rows: Ints) -> None:
    inside = (block.first[chosen], block.last[chosen], block.times, block.kinds)
    depth, start = found.depth[chosen], found.start[chosen]
    if plan.mode == "any_order":
        replay_any_order(*inside, masks, len(plan.exclusions), plan.steps, depth, start, rows)
    elif found.followed.size and found.followed[chosen[0]]:
        asked = (plan.mode == "strict", plan.steps, plan.window, plan.look)
        retrace(*inside, masks, excluded(plan), *asked, depth, start, found.came[chosen], rows)
    else:
        times_of(*inside, masks, depth, start, rows)
