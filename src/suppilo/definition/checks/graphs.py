"""Finding a cycle in a small graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

N = TypeVar("N")


def first_cycle(graph: Mapping[N, Sequence[N]]) -> list[N]:
    """The nodes of one cycle in order, or nothing. Works without recursion, so depth does not matter."""
    done: set[N] = set()
    for start in graph:
        if start in done:
            continue
        way: list[N] = [start]
        branches = [iter(graph[start])]
        while branches:
            follower = next(branches[-1], None)
            if follower is None:
                done.add(way.pop())
                branches.pop()
            elif follower in way:
                return way[way.index(follower) :]
            elif follower not in done:
                way.append(follower)
                branches.append(iter(graph[follower]))
    return []
