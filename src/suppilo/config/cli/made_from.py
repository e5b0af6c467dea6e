"""Which version a folder of definition files was made from: kept beside the files, so that git keeps it too."""

from __future__ import annotations

import json
from pathlib import Path

NAME = ".suppilo.json"


def _file(path: Path) -> Path:
    return (path if path.is_dir() else path.parent) / NAME


def remembered(path: Path, workspace: str) -> int | None:
    """The version of `workspace` that the files at `path` were pulled from or last applied as; None if unknown."""
    try:
        known = json.loads(_file(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    number = known.get(workspace) if isinstance(known, dict) else None
    return number if isinstance(number, int) else None


def remember(path: Path, workspace: str, number: int) -> None:
    """Note that the files at `path` are version `number` of `workspace`."""
    file = _file(path)
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    known[workspace] = number
    file.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", encoding="utf-8")
