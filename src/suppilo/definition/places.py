"""Where each value of a definition stands: file, line and column, found by its path in the bundle."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from suppilo.definition.problems import Path, Problem
from suppilo.kernel.saying import Saying

Mark = tuple[int, int]


@dataclass(frozen=True)
class FilePlaces:
    """The places of one file: of values, and of the keys before them. Lines and columns from 1."""

    file: str
    values: dict[Path, Mark] = field(default_factory=dict)
    keys: dict[Path, Mark] = field(default_factory=dict)

    def problem(self, sayings: tuple[Saying, ...], path: Path, *, at_key: bool = False) -> Problem:
        """A problem at that path of this file, or at the nearest place around it that is written down."""
        line, column = self._nearest(path, at_key)
        return Problem(sayings, self.file, line, column, path)

    def _nearest(self, path: Path, at_key: bool) -> Mark:
        if at_key and path in self.keys:
            return self.keys[path]
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, (0, 0))


@dataclass
class Places:
    """The places of a whole bundle: each file stands at a prefix of the bundle's paths; overlays stand on top."""

    files: list[tuple[Path, FilePlaces]] = field(default_factory=list)
    overlays: dict[Path, tuple[FilePlaces, Path]] = field(default_factory=dict)
    funnel_ids: list[str] = field(default_factory=list)

    def problem(
        self,
        sayings: tuple[Saying, ...],
        path: Path,
        *,
        at_key: bool = False,
        severity: Literal["error", "warning"] = "error",
    ) -> Problem:
        """A problem at a path of the bundle, told by file, line and column."""
        file, inside = self._home(path)
        found = file.problem(sayings, inside, at_key=at_key)
        return Problem(sayings, found.file, found.line, found.column, self._readable(path), severity)

    def _home(self, path: Path) -> tuple[FilePlaces, Path]:
        if path in self.overlays:
            return self.overlays[path]
        best: tuple[Path, FilePlaces] = ((), FilePlaces("definition"))
        for prefix, file in self.files:
            if path[: len(prefix)] == prefix and (len(prefix) >= len(best[0]) or not best[1].values):
                best = (prefix, file)
        return best[1], path[len(best[0]) :]

    def _readable(self, path: Path) -> Path:
        """Funnels are told by id instead of their number."""
        if len(path) > 1 and path[0] == "funnels" and isinstance(path[1], int) and path[1] < len(self.funnel_ids):
            return ("funnels", self.funnel_ids[path[1]], *path[2:])
        return path
