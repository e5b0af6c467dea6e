"""Files named by what is in them: the same bytes are stored once, and a name never changes its content."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from django.conf import settings

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


class NoSuchFile(Exception):
    """The store has no file of this digest: publish the definition again, with its files beside it."""


def store(content: bytes) -> str:
    """Keep the bytes and answer their SHA-256 in hex. Whole or not at all, also when the power fails."""
    digest = hashlib.sha256(content).hexdigest()
    place = _place(digest)
    if place.exists():
        return digest
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(place)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
    return digest


def read(digest: str) -> bytes:
    """The bytes of a digest. Raises NoSuchFile."""
    try:
        return _place(digest).read_bytes()
    except FileNotFoundError as error:
        raise NoSuchFile(
            f"No file {digest[:12]}… in the store: publish the definition again with its files."
        ) from error


def has(digest: str) -> bool:
    """Whether the store holds this digest."""
    return bool(_DIGEST.match(digest)) and _place(digest).exists()


def _place(digest: str) -> Path:
    if not _DIGEST.match(digest):
        raise NoSuchFile("A digest is 64 hex digits.")
    return Path(settings.HOME) / "files" / digest[:2] / digest
