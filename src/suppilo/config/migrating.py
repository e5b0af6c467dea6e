"""Bringing the database to the code's schema, one process at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

#: Any number that nothing else in the database uses as an advisory lock.
_LOCK = 5_077_110


def pending() -> list[str]:
    """The migrations that the database lacks, as "room.name", in the order in which they would run."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def migrate() -> list[str]:
    """Apply what is pending and answer its names; a second process waits, and then finds nothing to do."""
    if not pending():
        return []
    with _alone():
        names = pending()
        if names:
            call_command("migrate", interactive=False, verbosity=0)
    return names


@contextmanager
def _alone() -> Iterator[None]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        return
    settings.HOME.mkdir(parents=True, exist_ok=True)
    handle = os.open(settings.HOME / "migrate.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
