"""Keeping every workspace's store up to the log, a bounded step a turn."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from suppilo.analysis.store import manifest
from suppilo.events.store import forgetting, places, reading
from suppilo.events.store.updating import step, verify_one
from suppilo.team import queries as team

#: Facts a turn: the worker has other things to do.
_BATCH = 20_000
Seen = tuple[reading.Place, reading.Place, int, bool]
#: What a workspace looked like when nothing was left to do.
_quiet: dict[Path, Seen] = {}


def tick(now: datetime) -> int:
    """One step for each workspace that has something to do; costs three small look-ups when none has."""
    places_now = (reading.newest(), reading.newest_reread())
    if places_now[1] != reading.START:
        forgetting.remove_old(now)
    moved = 0
    for workspace in team.all_workspaces():
        folder = places.folder_of(workspace.pk)
        if _quiet.get(folder) == _seen(folder, *places_now):
            continue
        done = step(workspace.pk, limit=_BATCH)
        if done == 0 and verify_one(workspace.pk):
            done = 1
        if done == 0:
            _quiet[folder] = _seen(folder, *places_now)
        moved += done or 0
    return moved


def _seen(folder: Path, log: reading.Place, rereads: reading.Place) -> Seen:
    """What can make work: the log, rereads, another writer's manifest, a reader's word of damage."""
    try:
        changed = (folder / manifest.NAME).stat().st_mtime_ns
    except FileNotFoundError:
        changed = 0
    return log, rereads, changed, places.damage(folder) is not None
