"""The table of settings names every variable that the program reads, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure
ROOT = Path(__file__).resolve().parents[2]


def test_every_setting_is_in_the_table_and_every_row_is_a_setting():
    source = (ROOT / "src/suppilo/config/environment.py").read_text(encoding="utf-8")
    table = (ROOT / "docs/how-to/run.md").read_text(encoding="utf-8")
    read = set(re.findall(r'_(?:text|flag|number|list)\("([A-Z_]+)"', source))
    assert read == set(re.findall(r"^\| `SUPPILO_([A-Z_]+)` \|", table, re.MULTILINE))
