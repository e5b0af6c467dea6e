"""The graph of a definition, built once per version."""

from __future__ import annotations

from collections.abc import Mapping

from suppilo.definition.model import Bundle
from suppilo.kernel.conditions import Score
from suppilo.publishing import queries as publishing
from suppilo.segments.graph import Graph, build
from suppilo.segments.ports import sources

_KEPT = 8
_graphs: dict[int, tuple[Bundle, tuple[str, ...], Graph]] = {}


def graph_of(bundle: Bundle) -> Graph:
    """The graph of all rooms' nodes of `bundle`; the last few are kept."""
    rooms = tuple(sources())
    known = _graphs.get(id(bundle))
    if known and known[0] is bundle and known[1] == rooms:
        return known[2]
    graph = build(bundle, [(name, node) for name, source in sources().items() for node in source.nodes(bundle)])
    while len(_graphs) >= _KEPT:
        _graphs.pop(next(iter(_graphs)))
    _graphs[id(bundle)] = (bundle, rooms, graph)
    return graph


def running_scores(workspace_id: int) -> Mapping[str, Score]:
    """The scores of the running definition, as conditions reckon with them."""
    running = publishing.running(workspace_id)
    return graph_of(running.bundle).scores if running else {}
