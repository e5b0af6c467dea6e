"""The database on SQLite: copied page by page while others write, put back by renaming."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from suppilo.config.backup.errors import BackupRefused
from suppilo.config.backup.manifest import Progress

MEMBER = "database.sqlite3"
_PAGES = 4_000


def place() -> Path:
    """Where the database is."""
    return Path(str(connection.settings_dict["NAME"]))


def copy_to(target: Path, progress: Progress) -> None:
    """A consistent copy of the database as it is now, by SQLite's online backup; nobody who writes has to wait.

    The open read transaction keeps the source at one instant: without it every write of another process would start
    the copy over.
    """
    with (
        closing(sqlite3.connect(place())) as source,
        closing(sqlite3.connect(target)) as to,
    ):
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()

        def told(status: int, remaining: int, total: int) -> None:
            progress(_("Copying the database"), total - remaining, total)

        source.backup(to, pages=_PAGES, progress=told, sleep=0)
        to.execute("PRAGMA journal_mode=DELETE")


def counts_in(path: Path) -> dict[str, int]:
    """The rows of every table of a database file."""
    with closing(sqlite3.connect(path)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        names = sorted(row[0] for row in tables)
        return {
            name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - names of tables
            for name in names
        }


def check(path: Path) -> None:
    """Raises BackupRefused when the database file is damaged inside."""
    try:
        with closing(sqlite3.connect(path)) as database:
            said = database.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise BackupRefused(_("The database in the backup is damaged: {said}").format(said=said))


def put_in_place(copy: Path) -> Path | None:
    """Make `copy` (in the same folder) the database; answers where the former one was put aside, if there was one."""
    connection.close()
    target, aside = place(), None
    if target.exists() and _holds_something(target):
        aside = target.with_name(f"{target.name}.before-restore")
        target.replace(aside)
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    copy.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return aside


def _holds_something(target: Path) -> bool:
    """Whether there are tables, or nobody can tell. What its log still holds goes into the file first."""
    try:
        with closing(sqlite3.connect(target)) as former:
            former.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return bool(former.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    except sqlite3.DatabaseError:
        return True  # what is being replaced may be broken: that may be why it is replaced
