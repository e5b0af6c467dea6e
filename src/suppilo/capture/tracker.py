"""The script that other pages load: its bytes, as they are served."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parent / "static" / "capture" / "tracker.js"


@dataclass(frozen=True)
class Tracker:
    """The script as it is, the same compressed, and a tag that changes with it."""

    plain: bytes
    compressed: bytes
    tag: str


@cache
def tracker() -> Tracker:
    """The tracker, read once a process."""
    plain = SOURCE.read_bytes()
    return Tracker(plain, gzip.compress(plain, 9, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:20]}"')
