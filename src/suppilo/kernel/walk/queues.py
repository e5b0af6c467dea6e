"""Tries that run, as linked lists ordered by start: one list for each number of steps filled.

A node is a row (start, when it came to its level, next) of `nodes`; row 0 is not a try: its last place heads the list
of free rows, its first place says how many rows were ever used. -1 ends a list.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import Int, compiled

Ints = npt.NDArray[np.int64]
START, CAME, NEXT = 0, 1, 2


@compiled
def new_nodes() -> Ints:
    """Room for some tries; `append` answers a larger copy when it is full."""
    nodes = np.empty((64, 3), dtype=np.int64)
    empty(nodes)
    return nodes


@compiled
def empty(nodes: Ints) -> None:
    """Forget every try."""
    nodes[0, START], nodes[0, NEXT] = 1, -1


@compiled
def _take(nodes: Ints) -> tuple[Ints, Int]:
    """A free row."""
    row = nodes[0, NEXT]
    if row != -1:
        nodes[0, NEXT] = nodes[row, NEXT]
        return nodes, row
    row = nodes[0, START]
    if row == nodes.shape[0]:
        larger = np.empty((2 * row, 3), dtype=np.int64)
        larger[:row] = nodes
        nodes = larger
    nodes[0, START] = row + 1
    return nodes, row


@compiled
def give_back(nodes: Ints, row: Int) -> Int:
    """Free a row; answers the one after it."""
    after = nodes[row, NEXT]
    nodes[row, NEXT] = nodes[0, NEXT]
    nodes[0, NEXT] = row
    return after


@compiled
def append(nodes: Ints, ends: Ints, level: Int, start: Int, came: Int) -> Ints:
    """Add a try that began no earlier than those of the level's list (heads ends[0], tails ends[1])."""
    nodes, row = _take(nodes)
    nodes[row, START], nodes[row, CAME], nodes[row, NEXT] = start, came, -1
    if ends[0, level] == -1:
        ends[0, level] = row
    else:
        nodes[ends[1, level], NEXT] = row
    ends[1, level] = row
    return nodes


@compiled
def copied(nodes: Ints, head: Int, came: Int) -> tuple[Ints, Int, Int]:
    """The same list once more, all come now: (nodes, head, tail)."""
    first, last = -1, -1
    while head != -1:
        nodes, row = _take(nodes)
        nodes[row, START], nodes[row, CAME], nodes[row, NEXT] = nodes[head, START], came, -1
        if first == -1:
            first = row
        else:
            nodes[last, NEXT] = row
        last = row
        head = nodes[head, NEXT]
    return nodes, first, last


@compiled
def merge(nodes: Ints, ends: Ints, level: Int, head: Int, tail: Int) -> None:
    """Put a list that has just come to the level among the tries there; of equal starts the one there before stays."""
    there, last = ends[0, level], ends[1, level]
    if there == -1:
        ends[0, level], ends[1, level] = head, tail
    elif nodes[last, START] < nodes[head, START]:
        nodes[last, NEXT] = head
        ends[1, level] = tail
    elif nodes[tail, START] < nodes[there, START]:
        nodes[tail, NEXT] = there
        ends[0, level] = head
    else:
        _interleave(nodes, ends, level, there, head)


@compiled
def _interleave(nodes: Ints, ends: Ints, level: Int, a: Int, b: Int) -> None:
    last = -1
    while a != -1 or b != -1:
        if b != -1 and a != -1 and nodes[a, START] == nodes[b, START]:
            b = give_back(nodes, b)
            continue
        if b == -1 or (a != -1 and nodes[a, START] < nodes[b, START]):
            row, a = a, nodes[a, NEXT]
        else:
            row, b = b, nodes[b, NEXT]
        if last == -1:
            ends[0, level] = row
        else:
            nodes[last, NEXT] = row
        last = row
    nodes[last, NEXT] = -1
    ends[1, level] = last
