"""Events at the same instant: how far a try gets with them in the most favourable order.

The events of one instant form a group. A try that has filled `s` steps can fill s+1, s+2, ... with distinct events of
the group, as long as each step finds an event of its own: a matching in a bipartite graph, grown step by step along
augmenting paths (Kuhn 1955). Filling more steps is never worse for what comes later, so the longest run is the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]


def reach(masks: Sequence[int], filled: int, steps: int) -> int:
    """How many steps a try with `filled` steps has filled after the events `masks` of one instant."""
    taken: dict[int, int] = {}
    while filled < steps and _place(filled, masks, taken, set()):
        filled += 1
    return filled


def _place(step: int, masks: Sequence[int], taken: dict[int, int], tried: set[int]) -> bool:
    for event, mask in enumerate(masks):
        if mask >> step & 1 and event not in tried:
            tried.add(event)
            if event not in taken or _place(taken[event], masks, taken, tried):
                taken[event] = step
                return True
    return False


@dataclass(frozen=True)
class Groups:
    """Events gathered by person and instant.

    `persons` lists each person once (sorted); its groups lie from `first[i]`, `count[i]` of them, in order of `times`.
    `table[kind[g], s]` is how many steps a try with s filled steps has filled after group g.
    """

    persons: Ints
    first: Ints
    count: Ints
    times: Ints
    kind: Ints
    table: Ints


def gather(persons: Ints, times: Ints, masks: Masks, steps: int) -> Groups:
    """Group events that are sorted by person, then time."""
    fresh = np.ones(persons.size, dtype=np.bool_)
    fresh[1:] = (persons[1:] != persons[:-1]) | (times[1:] != times[:-1])
    if not fresh.all():  # the same events in another order make the same group
        masks = masks[np.lexsort((masks, times, persons))]
    start = np.flatnonzero(fresh)
    people, first, count = np.unique(persons[start], return_index=True, return_counts=True)
    kind, table = _kinds(masks, start, steps)
    return Groups(people, first.astype(np.int64), count.astype(np.int64), times[start], kind, table)


def _kinds(masks: Masks, start: Ints, steps: int) -> tuple[Ints, Ints]:
    """Each distinct group once in a table; all groups of one size are compared together."""
    size = np.diff(start, append=masks.size)
    kind = np.zeros(start.size, dtype=np.int64)
    rows: list[list[int]] = []
    for n in np.unique(size):
        these = np.flatnonzero(size == n)
        inside = masks[start[these, None] + np.arange(n)]
        shapes, inverse = np.unique(inside if n > 1 else inside[:, 0], axis=0, return_inverse=True)
        kind[these] = inverse.reshape(-1) + len(rows)
        rows += [_row(shape, steps) for shape in shapes.reshape(-1, n).tolist()]
    return kind, np.array(rows, dtype=np.int64).reshape(-1, steps + 1)


def _row(masks: list[int], steps: int) -> list[int]:
    useful = [mask for mask in set(masks) for _ in range(min(masks.count(mask), steps))]
    return [reach(useful, filled, steps) for filled in range(steps + 1)]
