"""Why a store cannot be read."""

from __future__ import annotations

from pathlib import Path


class NoStore(Exception):
    """There is no store in this folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"There is no event store in {folder}: build it, for example with `suppilo store rebuild`.")


class Damaged(Exception):
    """A file of a store is not what was written. The text names the file and what is wrong."""

    def __init__(self, path: Path, wrong: str) -> None:
        super().__init__(f"{path.name}: {wrong}")
        self.path = path
