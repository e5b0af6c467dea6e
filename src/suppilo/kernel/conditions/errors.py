"""What can be wrong with a written condition."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

Path = tuple[str | int, ...]


class ConditionError(ValueError):
    """A condition that cannot be read. `path` leads to the place, `code` and `params` name the mistake.

    The text says what to write instead.
    """

    def __init__(self, code: str, path: Path, text: str, **params: Any):
        super().__init__(text)
        self.code, self.path, self.params = code, path, params


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """' Did you mean "event"?' for the nearest known word, else nothing."""
    near = get_close_matches(str(word), list(known), n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""
