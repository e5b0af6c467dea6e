"""Looking after a workspace's store by hand."""

from __future__ import annotations

import time
from collections.abc import Callable

from suppilo.events.store import updating

_BATCH = 50_000
Advance = Callable[[int], None]


def update_store(workspace_id: int, *, advance: Advance = lambda rows: None) -> None:
    """Bring the store up to the log, however much that is.

    `advance` is told of each step how many. Waits while another process does the same. Killed, it goes on where it was.
    """
    while (moved := updating.step(workspace_id, limit=_BATCH)) != 0:
        if moved is None:
            time.sleep(0.05)
        else:
            advance(moved)


def rebuild_store(workspace_id: int, *, advance: Advance = lambda rows: None) -> None:
    """Build the store anew from the log; the former one answers meanwhile."""
    while not updating.rebuild(workspace_id):
        time.sleep(0.05)
    update_store(workspace_id, advance=advance)


def compact_store(workspace_id: int, *, advance: Advance = lambda buckets: None) -> int:
    """Make every bucket one base without deltas; answers how many buckets were made anew."""
    update_store(workspace_id)
    made = 0
    while (moved := updating.compact_one(workspace_id)) != 0:
        if moved is None:
            time.sleep(0.05)
            continue
        made += moved
        advance(moved)
    return made
