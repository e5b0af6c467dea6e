"""Answers as tables: printed, as HTML for notebooks, and as dataframes of whichever library is there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from html import escape
from importlib import import_module
from typing import Any

from suppilo.kernel.statistics import Unknown

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


class Tabular(ABC):
    """An answer with rows: prints as a table and becomes a dataframe."""

    @abstractmethod
    def rows(self) -> list[dict[str, Any]]:
        """One dictionary a row, plain values; what cannot be computed is None."""

    @abstractmethod
    def shown(self) -> tuple[list[str], list[list[str]]]:
        """Headings and rows of ready text."""

    def notes(self) -> Sequence[str]:
        """What a reader must know beside the numbers."""
        return ()

    def to_polars(self) -> Any:
        """The rows as a Polars DataFrame. Raises ImportError where Polars is not installed."""
        return import_module("polars").DataFrame(self.rows(), infer_schema_length=None)

    def to_pandas(self) -> Any:
        """The rows as a pandas DataFrame. Raises ImportError where pandas is not installed."""
        return import_module("pandas").DataFrame(self.rows())

    def __repr__(self) -> str:
        headings, rows = self.shown()
        return "\n".join([*text_table(headings, rows), *self.notes()])

    def _repr_html_(self) -> str:
        headings, rows = self.shown()
        head = "".join(f"<th>{escape(one)}</th>" for one in headings)
        body = "".join(
            "<tr>"
            + "".join(f"<{tag}>{escape(cell)}</{tag}>" for tag, cell in zip(_tags(row), row, strict=True))
            + "</tr>"
            for row in rows
        )
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes())
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}"


def _tags(row: Sequence[str]) -> list[str]:
    return ["th", *["td"] * (len(row) - 1)]


def text_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines in which the first column is set left and the others right."""
    widths = [max(len(cell) for cell in column) for column in zip(headings, *rows, strict=True)]
    lines = []
    for row in (headings, *rows):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join(cells).rstrip())
    return lines


def count(value: int) -> str:
    """8000 as 8,000."""
    return f"{value:,}"


def percent(value: Any) -> str:
    """A share as a per cent with one decimal, two below one; a reason in words."""
    if isinstance(value, Unknown):
        return why(value)
    return f"{100 * value:.2f}%" if 0 < abs(value) < 0.01 else f"{100 * value:.1f}%"


def duration(value: Any) -> str:
    """Seconds in the unit that suits them; a reason in words."""
    if value is None or isinstance(value, Unknown):
        return "" if value is None else why(value)
    size, unit = next((one for one in _UNITS if abs(value) >= 1.5 * one[0]), _UNITS[-1])
    return f"{value / size:,.2f}".rstrip("0").rstrip(".") + f" {unit}"


_WHY: Mapping[str, str] = {"no_entries": "no entries", "window_open": "too early", "too_few": "too few"}


def why(value: Unknown) -> str:
    """The reason in words."""
    return _WHY.get(value.reason.value, value.reason.value)
