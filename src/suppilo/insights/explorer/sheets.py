"""Answers as tables: cells with their text for people and their value for spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from suppilo.analysis.answers import Seconds
from suppilo.kernel.statistics import Answer, Unknown


@dataclass(frozen=True)
class Cell:
    """What stands in one place. `value` goes into a file; None there is empty. `heat`: how warm (0..9)."""

    text: str
    value: Any = None
    number: bool = True
    note: str = ""
    heat: int | None = None
    href: str = ""


@dataclass(frozen=True)
class Sheet:
    """One table: its name, its headings, its rows; the first cell of a row names it.

    `file`: what goes into a file instead, headings first, where that says more than the page has room for.
    """

    key: str
    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    file: Sequence[Sequence[Any]] = ()

    @property
    def cells(self) -> list[list[tuple[str, Cell]]]:
        """The rows, each cell with its heading."""
        return [list(zip(self.headings, row, strict=True)) for row in self.rows]

    @property
    def for_file(self) -> list[list[Any]]:
        """The values for a spreadsheet, headings first."""
        plain = [list(self.headings), *([cell.value for cell in row] for row in self.rows)]
        return [list(row) for row in self.file] or plain


def name(text: str) -> Cell:
    """A cell of words."""
    return Cell(text, text, number=False)


def known(value: Answer | None) -> float | None:
    """The number, or None where there is none."""
    return None if value is None or isinstance(value, Unknown) else float(value)


def half(took: Seconds | None, write: Any) -> str:
    """The quartiles of a step, or nothing."""
    if took is None or isinstance(took.q1, Unknown) or isinstance(took.q3, Unknown):
        return ""
    return f"{write(took.q1)} – {write(took.q3)}"
