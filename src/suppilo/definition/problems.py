"""What is wrong with a definition, where it stands, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One mistake. `message` is an English sentence with the remedy; `code` and `params` let others translate it.

    Line and column count from 1; 0 when the file as a whole is meant. A warning does not stop publishing.
    """

    code: str
    file: str
    line: int
    column: int
    message: str
    path: Path = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    severity: Literal["error", "warning"] = "error"

    @property
    def place(self) -> str:
        """file:line:column, as editors and terminals understand it."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    @property
    def key(self) -> str:
        """The key meant, spelled as a path: pages.guide.blocks[2].form."""
        return spell_path(self.path)

    def __str__(self) -> str:
        return f"{self.place}: {self.key}: {self.message}" if self.path else f"{self.place}: {self.message}"


class DefinitionRefused(Exception):
    """The definition has errors and is not used; what runs is untouched. `problems` says where and what to do."""

    def __init__(self, problems: Sequence[Problem]):
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def spell_path(path: Path) -> str:
    """`pages.guide.blocks[2].form`; places in lists count from 0."""
    spelled = ""
    for part in path:
        spelled += f"[{part}]" if isinstance(part, int) else f".{part}" if spelled else part
    return spelled
