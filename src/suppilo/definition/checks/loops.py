"""Segments, scores and stages may not wait for each other: the graph of who reads whom has no cycle."""

from __future__ import annotations

from suppilo.definition.checks.finder import Finder
from suppilo.definition.checks.graphs import first_cycle
from suppilo.definition.checks.nodes import Node, counts_fact, nodes, reads, writes


def check(finder: Finder) -> None:
    """Complain once about each cycle, at the first node of it."""
    conditions = {node: condition for node, condition, _ in nodes(finder)}
    paths = {node: path for node, _, path in nodes(finder)}
    graph: dict[Node, list[Node]] = {
        node: [
            other
            for other in conditions
            if other in reads(condition) or any(counts_fact(condition, fact) for fact in writes(other))
        ]
        for node, condition in conditions.items()
    }
    while cycle := first_cycle(graph):
        spelled = " -> ".join(".".join(node[1:]) for node in [*cycle, cycle[0]])
        finder.complain("condition_cycle", paths[cycle[0]], cycle=spelled)
        for node in cycle:
            graph[node] = []
