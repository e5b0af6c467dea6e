"""The file itself: a ZIP, whose list of contents comes last, so that a file that was cut off is known at once."""

from __future__ import annotations

import errno
import hashlib
import os
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from suppilo.config.backup import manifest
from suppilo.config.backup.errors import BackupRefused
from suppilo.config.backup.manifest import Manifest, Member, Progress

_CHUNK = 1 << 20
#: What one asks for when a file is no ZIP, or was cut off, or its parts are damaged.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError)

#: What the place is told that has no room for a part: the backup is not to blame.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def copy(source: IO[bytes], target: IO[bytes], on_bytes: Progress | None = None, what: str = "", of: int = 0) -> Member:
    """Copy everything and answer its size and checksum."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        target.write(chunk)
        digest.update(chunk)
        size += len(chunk)
        if on_bytes:
            on_bytes(what, size, of)
    return Member(size, digest.hexdigest())


class Writer:
    """Adds parts to a new file; `close` puts the manifest last."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=3)
        self.members: dict[str, Member] = {}

    def add(self, name: str, path: Path, progress: Progress | None = None, what: str = "") -> Member:
        """Add the file at `path` under `name`."""
        of = path.stat().st_size
        with path.open("rb") as source, self._zip.open(name, "w", force_zip64=True) as target:
            member = self.members[name] = copy(source, target, progress, what, of)
        return member

    def close(self, said: Manifest | None) -> None:
        """Finish the file; without a manifest (something failed) it is no backup."""
        if said is not None:
            self._zip.writestr(manifest.NAME, said.spelled())
        self._zip.close()


class Reader:
    """Reads a backup. Raises BackupRefused, naming the file, when it is not whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
            self.manifest = manifest.read(self._zip.read(manifest.NAME))
        except FileNotFoundError as error:
            raise BackupRefused(_("There is no file {path}.").format(path=path)) from error
        except BackupRefused as error:
            raise BackupRefused(f"{path}: {error}") from error
        except (*_BROKEN, KeyError) as error:
            words = _("{path} is no backup, or it was cut off or altered: take another copy of it.")
            raise BackupRefused(words.format(path=path)) from error
        missing = set(self.manifest.members) - set(self._zip.namelist())
        if missing:
            raise BackupRefused(_("{path} lacks {part}: it was altered.").format(path=path, part=sorted(missing)[0]))

    def verify(self, progress: Progress) -> None:
        """Read every part once and compare it with the manifest. Raises BackupRefused, naming the part."""
        members = self.manifest.members
        total, done = sum(member.size for member in members.values()), 0
        with Path(os.devnull).open("wb") as nowhere:
            for name in members:
                self.extract(name, nowhere)
                done += members[name].size
                progress(_("Checking the backup"), done, total)

    def extract(self, name: str, target: IO[bytes]) -> None:
        """Copy one part out, checking it. Raises BackupRefused."""
        try:
            with self._zip.open(name) as source:
                found = copy(source, target)
        except _BROKEN as error:
            if isinstance(error, OSError) and error.errno in _NO_ROOM:
                words = _("{part} cannot be unpacked: {said}. Make room, and restore again.")
                raise BackupRefused(words.format(part=name, said=error.strerror)) from error
            raise self._damaged(name) from error
        if found != self.manifest.members[name]:
            raise self._damaged(name)

    def _damaged(self, name: str) -> BackupRefused:
        words = _("{part} in {path} is not what was put in: the file is damaged. Take another copy of it.")
        return BackupRefused(words.format(part=name, path=self.path))

    def below(self, folder: str) -> Mapping[str, Member]:
        """The parts whose names start with `folder`."""
        return {name: member for name, member in self.manifest.members.items() if name.startswith(folder)}

    def close(self) -> None:
        """Let the file go."""
        self._zip.close()
