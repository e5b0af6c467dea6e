"""Where the real data lies; a test without it skips and says so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def data_folder(name: str) -> Path:
    """The folder `name` of the real data; skips the test when it is not on this machine."""
    folder = Path(os.environ.get("SUPPILO_DATA", ROOT.parent / "shared" / "data")) / name
    if not folder.is_dir():
        pytest.skip(f"real data {name} not found: set SUPPILO_DATA")
    return folder
