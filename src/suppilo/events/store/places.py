"""Where stores lie, and who may write one."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from suppilo.analysis.store.files import replace

#: The manifest of a store that is being built; renamed to the real one when it has caught up with the log.
BUILDING = "building.json"
_DAMAGE = "damage"


def folder_of(workspace_id: int) -> Path:
    """The folder of a workspace's store."""
    return Path(settings.HOME) / "store" / str(workspace_id)


@contextmanager
def only_writer(folder: Path) -> Iterator[bool]:
    """Inside the block the only writer, if True. The lock is the kernel's: a killed process leaves none behind."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def report_damage(folder: Path, reason: str) -> None:
    """Leave word for the writer that the store must be built anew."""
    replace(folder / _DAMAGE, reason.encode())


def damage(folder: Path) -> str | None:
    """The damage that somebody reported."""
    try:
        return (folder / _DAMAGE).read_text(errors="replace")
    except FileNotFoundError:
        return None


def forget_damage(folder: Path) -> None:
    """The rebuilding has begun."""
    (folder / _DAMAGE).unlink(missing_ok=True)


def remove(workspace_id: int) -> None:
    """Delete a store; it is derived and will be built anew."""
    shutil.rmtree(folder_of(workspace_id), ignore_errors=True)
