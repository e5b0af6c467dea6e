"""Putting a backup back: looked at whole first, then put in place by one rename or one transaction."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from suppilo.config import migrating
from suppilo.config.backup import keys, postgresql, sqlite
from suppilo.config.backup.archive import Reader
from suppilo.config.backup.errors import BackupRefused
from suppilo.config.backup.keys import SECRET, Placed
from suppilo.config.backup.making import FILES
from suppilo.config.backup.manifest import Manifest, Progress, fingerprint
from suppilo.foundation import clock
from suppilo.messages import operations as messages

#: A worker that has beaten since is alive.
_ALIVE = timedelta(seconds=30)


@dataclass(frozen=True)
class Restored:
    """What was done: migrations that ran, messages whose fate nobody knows, the former database, and keys."""

    manifest: Manifest
    migrated: tuple[str, ...]
    unknown: int
    aside: Path | None
    keys: Placed


def restore(path: Path, *, replace: bool, new_key: bool, forget_waiting: bool, progress: Progress) -> Restored:
    """Verify the backup, put it in place of what is here (nothing, unless `replace`), and make it ready to run.

    An older backup is migrated, a newer one refused. Messages that were on the wire when it was made become `unknown`;
    with `forget_waiting` also those that waited, because the place it was made of may have sent them since. Derived
    data (the event store) is dropped and made again by the worker. Raises BackupRefused; then nothing was changed.
    A migration that fails afterwards leaves the restored database as it was made: install the version that made it.
    """
    reader = Reader(path)
    try:
        _fits(reader, replace=replace, new_key=new_key)
        reader.verify(progress)
        _put_files(reader, progress)
        aside = _put_database(reader, replace, progress)
        placed = keys.put(reader)
    finally:
        reader.close()
    shutil.rmtree(Path(settings.HOME) / "store", ignore_errors=True)
    migrated = tuple(migrating.migrate())
    if connection.vendor == "postgresql":
        postgresql.let_readers_see()
    unknown = messages.nobody_knows(now=clock.now(), also_waiting=forget_waiting)
    return Restored(reader.manifest, migrated, unknown, aside, placed)


def _fits(reader: Reader, *, replace: bool, new_key: bool) -> None:
    said = reader.manifest
    if said.database != connection.vendor:
        words = _("This backup is of {made}, the database here is {here}: set SUPPILO_DATABASE_URL to a {made} one.")
        raise BackupRefused(words.format(made=said.database, here=connection.vendor))
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    unknown = [f"{app}.{name}" for app, name in said.migrations if (app, name) not in known]
    if unknown:
        words = _("This backup was made by version {version}, which is newer ({unknown}): install it, then restore.")
        raise BackupRefused(words.format(version=said.version, unknown=unknown[0]))
    if said.key != fingerprint() and SECRET not in said.members and not new_key:
        raise BackupRefused(
            _(
                "The secret key here is not the one of the backup: links in mails that were sent and the list of"
                " addresses never to be written to need that one. Set SUPPILO_SECRET_KEY to it, or add --new-key."
            )
        )
    _place_is_free(replace)
    keys.fit(reader, replace=replace)


def _place_is_free(replace: bool) -> None:
    try:
        tables = connection.introspection.table_names()
        alive = _alive() if "foundation_heartbeat" in tables else False
    except OperationalError as error:
        if connection.vendor == "postgresql":
            words = _("The database cannot be reached: make an empty one with createdb first. {said}")
            raise BackupRefused(words.format(said=str(error).strip())) from error
        tables, alive = [], False
    except DatabaseError:
        tables, alive = ["?"], False  # what is here is broken; it is put aside
    if alive:
        raise BackupRefused(_("Suppilo is running on this database: stop it first."))
    if tables and not replace:
        raise BackupRefused(_("There is a database here already: add --replace to put the backup in its place."))


def _alive() -> bool:
    with connection.cursor() as cursor:
        since = connection.ops.adapt_datetimefield_value(clock.now() - _ALIVE)
        cursor.execute("SELECT count(*) FROM foundation_heartbeat WHERE beat_at > %s", [since])
        return bool(cursor.fetchone()[0])


def _put_database(reader: Reader, replace: bool, progress: Progress) -> Path | None:
    if reader.manifest.database == "postgresql":
        with tempfile.TemporaryDirectory(prefix="suppilo-restore-") as folder:
            dump = Path(folder) / "dump"
            with dump.open("wb") as file:
                reader.extract(postgresql.MEMBER, file)
            made_on = int(reader.manifest.server)
            postgresql.load(dump, Path(folder), made_on=made_on, replace=replace, progress=progress)
        return None
    target = sqlite.place()
    target.parent.mkdir(parents=True, exist_ok=True)
    copy = target.with_name(f".{target.name}.restoring")
    try:
        with copy.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            reader.extract(sqlite.MEMBER, file)
            file.flush()
            os.fsync(file.fileno())
        sqlite.check(copy)
        if sqlite.counts_in(copy) != dict(reader.manifest.counts):
            raise BackupRefused(_("The database in the backup does not hold what its list of contents says."))
        return sqlite.put_in_place(copy)
    finally:
        copy.unlink(missing_ok=True)


def _put_files(reader: Reader, progress: Progress) -> None:
    """Files are named by what is in them: one that is there already is the same."""
    names = sorted(reader.below(FILES))
    for number, name in enumerate(names, 1):
        target = Path(settings.HOME) / "files" / name.removeprefix(FILES)
        if Path(settings.HOME) / "files" not in target.resolve().parents:
            raise BackupRefused(_("{part} leads out of the folder: this backup was altered.").format(part=name))
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(f".{target.name}")
            with part.open("wb") as file:
                reader.extract(name, file)
            part.replace(target)
        progress(_("Unpacking files"), number, len(names))
