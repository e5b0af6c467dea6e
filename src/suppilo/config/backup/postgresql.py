"""The database on PostgreSQL: pg_dump and pg_restore of the server's own version."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from suppilo.config.backup.errors import BackupRefused
from suppilo.config.backup.manifest import Progress

MEMBER = "database.dump"
_DEBIAN = Path("/usr/lib/postgresql")
RENUMBER = Path(__file__).with_name("renumber.sql")


def server_version() -> int:
    """The server's major version."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def program(name: str, least: int) -> Path:
    """The newest pg_dump, pg_restore or psql here, of at least the version `least`. Raises BackupRefused."""
    found = list(_DEBIAN.glob(f"*/bin/{name}"))
    on_path = shutil.which(name)
    versions = {path: _version(path) for path in [*found, *([Path(on_path)] if on_path else [])]}
    fitting = sorted((version, path) for path, version in versions.items() if version >= least)
    if fitting:
        return fitting[0][1]
    has = ", ".join(str(version) for version in sorted(set(versions.values()))) or "–"
    words = _("{name} of version {least} or newer is needed, here is {has}: install postgresql-client-{least}.")
    raise BackupRefused(words.format(name=name, least=least, has=has))


def _version(path: Path) -> int:
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    found = re.search(r"(\d+)(?:\.\d+)*", done.stdout)
    return int(found.group(1)) if found else 0


def dump_to(target: Path, progress: Progress) -> dict[str, int]:
    """Dump the database as it is at one instant; answers the rows of every table at that very instant."""
    dump = program("pg_dump", server_version())
    progress(_("Copying the database"), 0, 0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        counts = counted(cursor)
        options = ("-Fc", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}")
        _run([str(dump), *options], _("pg_dump failed: {said}"))
    return counts


def counted(cursor: Any) -> dict[str, int]:
    """The rows of every table as this transaction sees them."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    names = [row[0] for row in cursor.fetchall()]
    found = {}
    for name in names:
        cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 - names of tables
        found[name] = int(cursor.fetchone()[0])
    return found


def load(dump: Path, folder: Path, *, made_on: int, replace: bool, progress: Progress) -> None:
    """Put the dump into the configured database and renumber its transactions, all in one transaction.

    Transaction numbers are a cluster's own: in another one stored numbers would lie in the future, and nobody would
    read those facts for years. They are made small again, in the same order (see renumber.sql).
    """
    least = max(server_version(), made_on)
    if made_on > server_version():
        words = _(
            "The backup was made on PostgreSQL {made_on}, this server is {here}: restore into {made_on} or newer."
        )
        raise BackupRefused(words.format(made_on=made_on, here=server_version()))
    restore, psql = program("pg_restore", least), program("psql", server_version())
    script = folder / "restore.sql"
    progress(_("Reading the dump"), 0, 0)
    _run([str(restore), "--no-owner", "--no-privileges", f"--file={script}", str(dump)], _("pg_restore failed: {said}"))
    progress(_("Writing the database"), 0, 0)
    files = [f"--file={path}" for path in (*([_emptying(folder)] if replace else []), script, RENUMBER)]
    options = ("-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-o", os.devnull)
    connection.close()
    _run([str(psql), *options, *files], _("The database did not take the backup, nothing was changed: {said}"))


def _emptying(folder: Path) -> Path:
    path = folder / "empty.sql"
    path.write_text("DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n", encoding="utf-8")
    return path


def let_readers_see() -> None:
    """Use up transaction numbers until every restored fact lies behind the oldest running transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(xid), 0) FROM events_event")
        highest = int(cursor.fetchone()[0])
        while True:
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            if int(cursor.fetchone()[0]) > highest:
                return


def _run(command: list[str], words: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own words
        command, env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise BackupRefused(words.format(said=done.stderr.strip()[-600:]))


def _environment() -> dict[str, str]:
    given = connection.settings_dict
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
    return {**os.environ, **{pg: str(given[key]) for key, pg in names.items() if given.get(key)}, "LC_MESSAGES": "C"}
