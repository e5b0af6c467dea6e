"""The store's answer to who wants to walk: brought up to the log first, as far as that is quickly done."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from suppilo.analysis.store.errors import Damaged, NoStore
from suppilo.analysis.store.opening import Store, open_store
from suppilo.events.store import places
from suppilo.events.store.comparing import Advance, Comparison, compared
from suppilo.events.store.updating import step

log = logging.getLogger(__name__)

#: A question waits for so many new facts to be laid over; with more the worker is left to it.
CATCH_UP = 200_000
_BATCH = 20_000
#: How long a question waits for a store that another process is just building (seconds).
_PATIENCE = 2.0


class StoreNotReady(Exception):
    """The events of the workspace are being laid out; ask again in a while."""


def stored_events(workspace_id: int) -> Store:
    """The workspace's events for kernels (`StoredEvents`), as of now unless very many are new or another writes.

    `unread` says what is not in yet.

    Opening is cheap: files are mapped, and kept until the manifest changes. Raises StoreNotReady while a large log is
    being laid out for the first time or after damage.
    """
    folder = places.folder_of(workspace_id)
    _catch_up(workspace_id)
    for _attempt in range(2):
        try:
            return open_store(folder)
        except Damaged as error:
            _report(workspace_id, error)
            _catch_up(workspace_id)
        except NoStore:
            break
    raise StoreNotReady(_("The events are being laid out for reports: try again in a minute."))


@contextmanager
def asking_the_store(workspace_id: int) -> Iterator[None]:
    """Around whatever reads `stored_events`: damage found on the way becomes StoreNotReady, and the store is mended."""
    try:
        yield
    except Damaged as error:
        _report(workspace_id, error)
        told = _(
            "A file of the events laid out for reports was damaged. They are laid out anew: try again in a minute."
        )
        raise StoreNotReady(told) from error


def _report(workspace_id: int, error: Damaged) -> None:
    log.error("The event store of workspace %d is damaged: %s", workspace_id, error)
    places.report_damage(places.folder_of(workspace_id), str(error))


def _catch_up(workspace_id: int) -> None:
    moved, until = 0, time.monotonic() + _PATIENCE
    while moved < CATCH_UP:
        done = step(workspace_id, limit=_BATCH)
        if done == 0:
            return
        if done is None:
            if _is_there(workspace_id) or time.monotonic() > until:
                return
            time.sleep(0.02)
        moved += done or 0


def _is_there(workspace_id: int) -> bool:
    return (places.folder_of(workspace_id) / "manifest.json").exists()


def compare_store(workspace_id: int, *, advance: Advance = lambda rows: None) -> Comparison:
    """The store against the log up to its bookmark, every byte of its files read. Raises StoreNotReady.

    `advance` is told how many more events were looked at; there are those of the store and those of the log. Damage is
    reported to the worker, which builds the store anew.
    """
    found = compared(workspace_id, stored_events(workspace_id), advance)
    if found.damage:
        places.report_damage(places.folder_of(workspace_id), found.damage[0])
    return found
