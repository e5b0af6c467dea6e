"""What is wrong with a definition, where it stands, and what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from suppilo.definition.sentences import SENTENCES
from suppilo.kernel.saying import Saying, spell

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One mistake, said by name: `sayings` are sentences of the table with their values, the remedy among them.

    Line and column count from 1; 0 when the file as a whole is meant. A warning does not stop publishing.
    """

    sayings: tuple[Saying, ...]
    file: str
    line: int
    column: int
    path: Path = ()
    severity: Literal["error", "warning"] = "error"

    @property
    def code(self) -> str:
        """What kind of mistake it is; stable, for programs."""
        return self.sayings[0].name.partition(".")[0]

    @property
    def params(self) -> Mapping[str, Any]:
        """The values that the first sentence holds."""
        return self.sayings[0].params

    @property
    def message(self) -> str:
        """What is wrong and what to write instead, in English."""
        return self.said()

    def said(self, translate: Callable[[str], str] = lambda text: text) -> str:
        """The same in another language: `translate` is given each sentence of the table."""
        return spell(self.sayings, SENTENCES, translate)

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
