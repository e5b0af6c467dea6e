"""What reading a definition gave."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from suppilo.definition.model import Bundle
from suppilo.definition.problems import DefinitionRefused, Problem


@dataclass(frozen=True)
class Reading:
    """A definition as read. `bundle` is None when there is any error; warnings leave it usable.

    `sources` are the texts of the files by name, `files` the paths of the files that offers and blocks name (only when
    read from a folder), `digest` tells content apart: comments, order of keys and layout do not change it.
    """

    bundle: Bundle | None
    problems: tuple[Problem, ...] = ()
    sources: dict[str, str] = field(default_factory=dict)
    digest: str = ""
    files: dict[str, Path] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that forbid publishing."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that do not."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    def raise_if_bad(self) -> Bundle:
        """The bundle. Raises DefinitionRefused, which lists every error with place and remedy."""
        if self.bundle is None:
            raise DefinitionRefused(self.errors)
        return self.bundle
