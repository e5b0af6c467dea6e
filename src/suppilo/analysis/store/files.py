"""Files that are whole or not there, also when the power fails."""

from __future__ import annotations

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_new(path: Path, parts: list[bytes | memoryview]) -> None:
    """Write a file under a name that nobody reads yet, durably; the folder is for the caller to sync."""
    with path.open("wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, content: bytes) -> None:
    """Give `path` new content in one step: a reader sees the old or the new, never a part."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        write_new(fresh, [content])
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def fresh_name(generation: int, kind: str) -> str:
    """A name that no other file of the folder has or had: what a name once held it always holds."""
    return f"{generation:08d}-{os.urandom(4).hex()}.{kind}"
