"""What can be wrong with a written condition."""

from __future__ import annotations

from typing import Any

from suppilo.kernel.saying import Saying, Wrong, did_you_mean, there_are

__all__ = ["ConditionError", "Path", "did_you_mean", "there_are"]

Path = tuple[str | int, ...]


class ConditionError(Wrong):
    """A condition that cannot be read. `path` leads to the place; the sentences say what to write instead."""

    def __init__(self, name: str, path: Path, /, *hints: Saying, **params: Any):
        super().__init__(name, *hints, **params)
        self.path = path

    @classmethod
    def at(cls, path: Path, cause: Wrong) -> ConditionError:
        """What is wrong with a value inside a condition."""
        first, *hints = cause.sayings
        return cls(first.name, path, *hints, **first.params)
