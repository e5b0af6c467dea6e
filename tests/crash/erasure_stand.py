"""A process that forks children which erase a person and die at a chosen statement or touch of a file.

Run as `python -m`, as `store_stand`, whose loop it is.
"""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from typing import Any

from tests.crash.store_stand import Trap, main, prepare  # sets Django up  # isort: skip

from django.db import connection

from suppilo.events.operations import update_store
from suppilo.events.queries import compare_store, stored_events
from suppilo.foundation import clock, work
from suppilo.offers import ports
from suppilo.people.models import Erasure, Person
from suppilo.people.operations import erase_person
from suppilo.team.models import AuditEntry, Workspace
from tests.events.store.oracle import of_the_log, of_the_store, same
from tests.flows.every_column import KEPT, traces
from tests.flows.leaving import NOON, Bank, live

LATER = NOON + timedelta(days=1)


class StatementTrap(Trap):
    """Counts statements of the database as well."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        connection.ensure_connection()
        connection.execute_wrappers.append(self._counted)

    def _counted(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


def plant(slug: str) -> None:
    """The whole life of somebody, and a store that knows of it."""
    ports.register(Bank())
    live(slug)
    update_store(Workspace.objects.get(slug=slug).pk)


def erase(slug: str, kill_at: int) -> None:
    """Begin the erasure, or go on with it, and die in the middle."""
    workspace_id, person = _whom(slug)
    StatementTrap(kill_at)
    with clock.at(LATER):
        erase_person(workspace_id, person, now=LATER)
        work.run_due(LATER)


def settle(slug: str, by: str) -> None:
    """Finished by whom asks again or by the worker, it is whole."""
    workspace_id, person = _whom(slug)
    with clock.at(LATER):
        if by == "asking" or not Erasure.objects.filter(workspace_id=workspace_id).exists():
            erase_person(workspace_id, person, now=LATER)
        work.run_due(LATER)
    assert traces() == KEPT, traces()
    assert not Person.objects.filter(workspace_id=workspace_id, is_leaving=True).exists()
    assert AuditEntry.objects.filter(workspace_id=workspace_id, action="people.erase").count() == 1
    update_store(workspace_id)
    stored = of_the_store(stored_events(workspace_id))
    same(stored, of_the_log(workspace_id))
    assert len(stored) == 2 and person not in stored, "who stays, and nobody"
    assert sum(name == "order_paid" for some in stored.values() for _, name, _, _ in some) == 1
    assert compare_store(workspace_id).equal


def _whom(slug: str) -> tuple[int, int]:
    workspace_id = Workspace.objects.get(slug=slug).pk
    begun = Erasure.objects.filter(workspace_id=workspace_id).first()
    if begun:
        return workspace_id, begun.person_id
    merged = Person.objects.exclude(merged_into=None).get(workspace_id=workspace_id)
    assert merged.merged_into_id
    return workspace_id, merged.merged_into_id


if __name__ == "__main__":
    main({"prepare": prepare, "plant": plant, "erase": erase, "settle": settle})
