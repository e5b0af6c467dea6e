"""The walk with an error planted in its source: a copy under another name, run as plain Python (nothing compiled)."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from numba.core import config

import suppilo.kernel.walk
from tests.conformance.kit import Walk

_SOURCE = Path(suppilo.kernel.walk.__file__).parent


#: Short funnels take a loop of their own: an error in the one for long funnels shows where these take it too.
_ALL_AS_LONG = ("finding.py", "plan.steps <= FEW", "plan.steps <= 0")


def planted(folder: Path, file: str, right: str, wrong: str) -> Walk:
    """The walk of a copy in which `wrong` stands for `right` everywhere in one file."""
    name = f"mutant_{abs(hash((file, right, wrong)))}"
    copy = folder / name
    copy.mkdir()
    for source in _SOURCE.glob("*.py"):
        text = source.read_text()
        if source.name == file:
            assert right in text, f"{file} no longer says {right!r}"
            text = text.replace(right, wrong)
        if file == "fast.py" and source.name == _ALL_AS_LONG[0]:
            assert _ALL_AS_LONG[1] in text
            text = text.replace(*_ALL_AS_LONG[1:])
        (copy / source.name).write_text(text.replace("suppilo.kernel.walk", name))
    compiles, config.DISABLE_JIT = config.DISABLE_JIT, True
    sys.path.insert(0, str(folder))
    try:
        walk: Walk = importlib.import_module(name).walk_sums
    finally:
        config.DISABLE_JIT = compiles
        sys.path.remove(str(folder))
    return walk
