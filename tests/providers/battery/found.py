"""Which vendors there are, found in the code: by what a folder of `providers` hangs into the registries."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from suppilo import providers

FOLDER = Path(providers.__file__).parent
RECORDED = Path(__file__).resolve().parents[1] / "recorded"


def found(door: str) -> list[str]:
    """The vendors that go through `door` (use_provider: they carry, register_hook: they report).

    A folder with a table of vendors stands for each of them, any other for itself.
    """
    names: list[str] = []
    for folder in sorted(path.parent for path in FOLDER.glob("*/__init__.py")):
        if any(f"{door}(" in file.read_text() for file in folder.glob("*.py")):
            has_table = (folder / "vendors.py").exists()
            names += (
                sorted(import_module(f"suppilo.providers.{folder.name}.vendors").VENDORS)
                if has_table
                else [folder.name]
            )
    return names
