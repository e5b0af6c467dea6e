"""Bringing everybody to the conditions of another version, batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from suppilo.definition.model import Bundle
from suppilo.foundation.writing import writing
from suppilo.people import queries as people
from suppilo.segments.conditions import graph_of
from suppilo.segments.operations.settling import rehearse, settle_people
from suppilo.segments.ports import Occasion, Pass

#: People a batch: short transactions, so that the studio stays quick while thousands move.
BATCH = 120

Cursor = dict[str, Any]


def move_everybody(
    occasion: Occasion,
    keys: Collection[str],
    cursor: Cursor,
    *,
    also: Callable[[list[int]], None] | None = None,
) -> Cursor | None:
    """Settle the nodes called `keys` for the next people after `cursor`; answers the next cursor, None at the end.

    `also` does what else is to be done for these people in the same transaction. Calling it again is harmless.
    """
    ids = people.ids_after(occasion.workspace_id, int(cursor.get("after", 0)), BATCH)
    if not ids:
        return None
    with writing():
        if also is not None:
            also(ids)
        settle_people(occasion, graph_of(occasion.bundle), {person_id: dict.fromkeys(keys) for person_id in ids})
    return {"after": ids[-1]}


def rehearse_everybody(occasion: Occasion, keys: Collection[str], source: str) -> Iterator[tuple[list[int], Pass]]:
    """For every batch of people what settling these nodes would find in the room `source`; nothing is written."""
    after = 0
    while ids := people.ids_after(occasion.workspace_id, after, BATCH):
        causes = {person_id: dict.fromkeys(keys) for person_id in ids}
        yield ids, rehearse(occasion, graph_of(occasion.bundle), causes)[source]
        after = ids[-1]


def changed_nodes(old: Bundle | None, new: Bundle, source: str) -> set[str]:
    """The nodes of one room whose condition is new or another than before."""
    before = {key: node.rule for key, node in graph_of(old).nodes_of(source).items()} if old else {}
    return {key for key, node in graph_of(new).nodes_of(source).items() if before.get(key) != node.rule}
