"""Making a backup while the system serves."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

import suppilo
from suppilo.config import environment
from suppilo.config.backup import keys, postgresql, sqlite
from suppilo.config.backup.archive import Writer
from suppilo.config.backup.errors import BackupRefused
from suppilo.config.backup.manifest import Manifest, Progress, fingerprint
from suppilo.foundation import clock

FILES = "files/"


def make(path: Path, *, with_keys: bool, overwrite: bool, progress: Progress) -> Manifest:
    """Write everything that is needed to run again into `path`, whole or not at all.

    The database as it is at one instant, then the content-addressed files: what the database names was stored before
    it was named; then private keys, if asked for. Never the event store or caches, which are made again from the
    database. Raises BackupRefused.
    """
    if path.exists() and not overwrite:
        raise BackupRefused(_("{path} is there already: choose another name, or add --force.").format(path=path))
    if not path.parent.is_dir():
        raise BackupRefused(_("There is no folder {path}.").format(path=path.parent))
    applied = tuple(sorted(MigrationRecorder(connection).applied_migrations()))
    if not applied:
        raise BackupRefused(_("There is nothing to back up: the database is empty."))
    with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
        whole = Path(folder) / "whole"
        said = _write(whole, Path(folder), applied, with_keys, progress)
        with whole.open("rb+") as file:
            os.fsync(file.fileno())
        whole.replace(path)
    return said


def _write(
    whole: Path, folder: Path, applied: tuple[tuple[str, str], ...], with_keys: bool, progress: Progress
) -> Manifest:
    writer, said = Writer(whole), None
    try:
        made_at = clock.now().isoformat()
        name, server, counts = _database(writer, folder, progress)
        _files(writer, progress)
        written = keys.pack(writer, folder) if with_keys else {}
        said = Manifest(
            made_at=made_at,
            version=suppilo.__version__,
            database=name,
            server=server,
            migrations=applied,
            counts=counts,
            members=writer.members,
            key=fingerprint(),
            with_keys=with_keys,
            written=written,
        )
    finally:
        writer.close(said)
    whole.chmod(0o600)
    return said


def _database(writer: Writer, folder: Path, progress: Progress) -> tuple[str, str, dict[str, int]]:
    name = environment.DATABASE.engine if connection.vendor == environment.DATABASE.engine else connection.vendor
    copied = folder / "database"
    copied.touch(mode=0o600)
    if name == "postgresql":
        counts = postgresql.dump_to(copied, progress)
        server, member = str(postgresql.server_version()), postgresql.MEMBER
    else:
        sqlite.copy_to(copied, progress)
        counts = sqlite.counts_in(copied)
        server, member = "", sqlite.MEMBER
    writer.add(member, copied, progress, _("Packing the database"))
    return name, server, counts


def _files(writer: Writer, progress: Progress) -> None:
    found = list(stored_files())
    for number, path in enumerate(found, 1):
        writer.add(f"{FILES}{path.parent.name}/{path.name}", path)
        progress(_("Packing files"), number, len(found))


def stored_files() -> Iterator[Path]:
    """The content-addressed files, temporary ones left out."""
    folder = Path(settings.HOME) / "files"
    for path in sorted(folder.glob("??/*")):
        if not path.name.startswith("."):
            yield path
