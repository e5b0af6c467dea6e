"""One look over a whole file before it is read: its size, digest, number of lines and encoding."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from suppilo.capture.imports.encoding import Evidence, decide_encoding

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Survey:
    """What a file is. `lines` counts line ends and guides the progress bar; it is not the number of rows."""

    size: int
    digest: str
    lines: int
    encoding: str


@dataclass
class _Counting:
    size: int = 0
    feeds: int = 0
    returns: int = 0
    evidence: Evidence = field(default_factory=Evidence)


def survey(path: Path, *, encoding: str = "auto") -> Survey:
    """Read `path` once, a megabyte at a time. A given `encoding` is believed; "auto" is decided from all bytes."""
    digest = hashlib.sha256()
    seen = _Counting()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            seen.size += len(chunk)
            seen.feeds += chunk.count(b"\n")
            seen.returns += chunk.count(b"\r")
            if encoding == "auto":
                seen.evidence.look_at(chunk)
    chosen = decide_encoding(seen.evidence) if encoding == "auto" else encoding
    return Survey(seen.size, digest.hexdigest(), seen.feeds or seen.returns, chosen)
