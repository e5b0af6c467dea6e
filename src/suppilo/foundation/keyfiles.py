"""Private keys and secrets of an installation: files below its home, never rows, readable by their owner only.

No copy of the database can sign with them; a backup takes what lies in `FOLDERS`, and nowhere else can one be written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

#: Keys that sign mail, the one that signs notifications, and the secrets of receivers of webhooks.
FOLDERS = ("dkim", "vapid", "webhooks")
#: How the name of a key ends that a restore put aside.
ASIDE = ".before-restore"


class NoPlaceForKeys(ValueError):
    """A key was to be written where no backup would find it."""


def folder(name: str) -> Path:
    """One of `FOLDERS`, there or not. Raises NoPlaceForKeys."""
    if name not in FOLDERS:
        raise NoPlaceForKeys(f"{name}: keys lie in {', '.join(FOLDERS)}")
    return Path(settings.HOME) / name


def all_files() -> Iterator[Path]:
    """Every key of this installation; neither half-written ones nor those put aside."""
    for name in FOLDERS:
        for path in sorted(folder(name).rglob("*")):
            if path.is_file() and not path.name.startswith(".") and ASIDE not in path.name:
                yield path


def relative(file: Path) -> Path:
    """The place of a key below the home. Raises NoPlaceForKeys where it is none for keys."""
    try:
        found = file.relative_to(settings.HOME)
    except ValueError as error:
        raise NoPlaceForKeys(str(file)) from error
    if len(found.parts) < 2 or found.parts[0] not in FOLDERS or ".." in found.parts:
        raise NoPlaceForKeys(f"{found}: keys lie in {', '.join(FOLDERS)}")
    return found


def write_once(file: Path, content: bytes) -> None:
    """The whole file or none, and never over one that another process made meanwhile. Raises NoPlaceForKeys."""
    part = write_part(file, content)
    try:
        os.link(part, file)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def write_part(file: Path, content: bytes) -> Path:
    """`content` on the disk beside `file`, under a name to be changed to the right one. Raises NoPlaceForKeys."""
    Path(settings.HOME).mkdir(parents=True, exist_ok=True)
    for parent in list(reversed(relative(file).parents))[1:]:
        (Path(settings.HOME) / parent).mkdir(mode=0o700, exist_ok=True)
    part = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    return part
