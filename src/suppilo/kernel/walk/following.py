"""The walk in which every try is followed: ordered with exclusions, and strict with or without.

That the latest start can do whatever an earlier one can is false here: the earlier try may be over, and clean, before
the excluded event comes. So all tries that run are kept, one list a level (`queues`); a list moves as a whole, and each
try moves a bounded number of times, so the work is linear but for people with many ties of many kinds.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled
from suppilo.kernel.walk.bounds import after_look, at_or_after
from suppilo.kernel.walk.plan import NEVER
from suppilo.kernel.walk.queues import CAME, NEXT, START, append, copied, empty, give_back, merge, new_nodes
from suppilo.kernel.walk.variants import classes_of, forbidden, outcome_of_one, outcomes

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
Array = npt.NDArray[Any]


@compiled
def walk_following(
    first: Ints, last: Ints, times: Ints, kinds: Array, masks: Masks, exclusions: Ints, strict: bool, edges: Ints,
    steps: Int, window: Int, open_from: Int,
    depth: npt.NDArray[np.uint8], start: Ints, still: npt.NDArray[np.bool_], came: Ints,
) -> None:  # fmt: skip
    """Fill depth, start of the timed try, openness, and when the depth was reached, per person."""
    banned = forbidden(masks, steps, exclusions)
    wanted = wanted_bits(steps, exclusions.shape[0], strict)
    count = np.zeros(masks.size, dtype=np.int64)
    lists = np.empty((2, masks.size), dtype=np.int64)
    bags = np.empty((6, masks.size), dtype=np.uint64)
    work = np.empty(128 + masks.size, dtype=np.int64)
    ends = np.full((2, steps + 1), -1, dtype=np.int64)
    best = np.empty(3, dtype=np.int64)
    nodes = new_nodes()
    for person in range(first.size):
        i = at_or_after(times, first[person], last[person], edges[0])
        high = after_look(times, i, last[person], edges[2])
        best[0], best[1], best[2] = 0, 0, NEVER
        while i < high and best[0] < steps:
            t = times[i]
            if i + 1 == high or times[i + 1] != t:
                kind = np.uint64(kinds[i])
                i += 1
                mask = masks[kind]
                if not mask & wanted:
                    continue
                nodes = _one(nodes, ends, best, mask, banned[kind], t, t < edges[1], strict, steps, window)
            else:
                found, i = classes_of(times, kinds, masks, banned, wanted, steps, i, high, count, lists, bags)
                if found:
                    nodes = _many(
                        nodes, ends, best, bags, lists[1], found, work, t, t < edges[1], strict, steps, window
                    )
        opened = _close(nodes, ends, best, open_from)
        empty(nodes)
        depth[person], start[person], came[person] = best[0], best[2], best[1]
        still[person] = opened and best[0] < steps


@compiled
def wanted_bits(steps: Int, exclusions: Int, strict: bool) -> Int:
    """Which events are looked at: in strict mode all that exist, else those that are a step or an exclusion."""
    if strict:
        return ~np.uint64(0)
    return (np.uint64(1) << np.uint64(steps + exclusions)) - np.uint64(1)


@compiled
def _offer(best: Ints, depth: Int, came: Int, start: Int) -> None:
    """Keep the deepest try; of these the one that came there first; of these the one that began last."""
    if depth > best[0] or (depth == best[0] and (came < best[1] or (came == best[1] and start > best[2]))):
        best[0], best[1], best[2] = depth, came, start


@compiled
def _expire(nodes: Ints, ends: Ints, best: Ints, level: Int, limit: Int) -> Int:
    """Tries that began before the limit are over: they count as they are. Answers the head of those that run."""
    row = ends[0, level]
    while row != -1 and nodes[row, START] < limit:
        _offer(best, level, nodes[row, CAME], nodes[row, START])
        row = give_back(nodes, row)
    ends[0, level] = row
    return row


@compiled
def _one(
    nodes: Ints, ends: Ints, best: Ints, mask: Int, banned: Int, t: Int, begins: bool, strict: bool, steps: Int,
    window: Int,
) -> Ints:  # fmt: skip
    """One event alone at its instant. Tries that it does not concern may expire later: they count the same."""
    concerned = mask | banned
    for level in range(steps - 1, 0, -1):
        if not strict and not (concerned >> np.uint64(level)) & np.uint64(1):
            continue
        if ends[0, level] != -1 and _expire(nodes, ends, best, level, t - window) != -1:
            alive, ended = outcome_of_one(np.uint64(level), strict, mask, banned)
            nodes = _move(nodes, ends, best, level, alive, ended, t, steps)
    if begins and mask & np.uint64(1):
        if steps == 1:
            _offer(best, 1, t, t)
        else:
            nodes = append(nodes, ends, 1, t, t)
    return nodes


@compiled
def _many(
    nodes: Ints, ends: Ints, best: Ints, bags: Masks, room: Ints, found: Int, work: Ints, t: Int, begins: bool,
    strict: bool, steps: Int, window: Int,
) -> Ints:  # fmt: skip
    """Several events at one instant."""
    for level in range(steps - 1, 0, -1):
        if ends[0, level] != -1 and _expire(nodes, ends, best, level, t - window) != -1:
            alive, ended = outcomes(level, steps, strict, bags, room, found, work)
            nodes = _move(nodes, ends, best, level, alive, ended, t, steps)
    if begins:
        alive, ended = outcomes(0, steps, strict, bags, room, found, work)
        for level in range(1, steps + 1):
            bit = np.uint64(1) << np.uint64(level)
            if ended & bit or (alive & bit and level == steps):
                _offer(best, level, t, t)
            if alive & bit and level < steps:
                nodes = append(nodes, ends, level, t, t)
    return nodes


@compiled
def _move(nodes: Ints, ends: Ints, best: Ints, level: Int, alive: Int, ended: Int, t: Int, steps: Int) -> Ints:
    """Every try of the level goes to the levels of `alive`, or ends at those of `ended`; in neither it is void."""
    one = np.uint64(1)
    if alive == one << np.uint64(level):
        return nodes
    head, tail = ends[0, level], ends[1, level]
    ends[0, level] = -1
    last_start = nodes[tail, START]
    if (ended >> np.uint64(level)) & one:
        row = head
        while row != -1:
            _offer(best, level, nodes[row, CAME], nodes[row, START])
            row = nodes[row, NEXT]
    row = head
    while row != -1:
        nodes[row, CAME] = t
        row = nodes[row, NEXT]
    for to in range(level + 1, steps + 1):
        if (ended >> np.uint64(to)) & one or (to == steps and (alive >> np.uint64(to)) & one):
            _offer(best, to, t, last_start)
    alive &= (one << np.uint64(steps)) - one
    for to in range(level + 1, steps):
        bit = one << np.uint64(to)
        if alive == bit:
            merge(nodes, ends, to, head, tail)
            return nodes
        if alive & bit:
            alive ^= bit
            nodes, first, last = copied(nodes, head, t)
            merge(nodes, ends, to, first, last)
    while head != -1:
        head = give_back(nodes, head)
    return nodes


@compiled
def _close(nodes: Ints, ends: Ints, best: Ints, open_from: Int) -> bool:
    """At the end all tries that run count; True when one of them is not over."""
    opened = False
    for level in range(1, ends.shape[1]):
        row = ends[0, level]
        while row != -1:
            opened = opened or nodes[row, START] >= open_from
            _offer(best, level, nodes[row, CAME], nodes[row, START])
            row = nodes[row, NEXT]
        ends[0, level] = -1
    return opened


@compiled
def has_any(first: Ints, last: Ints, kinds: Array, wanted: npt.NDArray[np.bool_], found: npt.NDArray[np.bool_]) -> None:
    """Which people have an event of a wanted kind."""
    for person in range(first.size):
        some = False
        for i in range(np.uint64(first[person]), np.uint64(last[person])):
            some |= wanted[kinds[i]]
        found[person] = some
