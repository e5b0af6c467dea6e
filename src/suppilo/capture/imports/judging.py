"""A batch of rows, each turned into what it says or into the reason why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from suppilo.capture.imports.joining import JoinTable
from suppilo.capture.imports.opening import OpenImport
from suppilo.capture.imports.records import Record, Unreadable
from suppilo.capture.imports.refusal import Refusal, RowRefused
from suppilo.capture.imports.refused_file import as_csv
from suppilo.capture.imports.turning import Turned, Turner

Row = Record | Unreadable


@dataclass
class Judged:
    """One row: its number among the rows and its line, and either what it says or why it is refused."""

    number: int
    line: int
    raw: Sequence[str] | str
    repaired: str = ""
    turned: Turned | None = None
    refusal: Refusal | None = None

    def text(self) -> str:
        """The row as it stands in the refused file."""
        return self.raw if isinstance(self.raw, str) else as_csv(self.raw)


class Judge:
    """Turns rows in batches, so that joined files are asked once a batch."""

    def __init__(self, opened: OpenImport, country: str) -> None:
        self.joins = opened.joins
        self.keys = {name: ours for name, (ours, _theirs) in opened.bound.join_keys.items()}
        self.turner = Turner(opened.bound, country)

    def judge(self, rows: Sequence[Row], first: int) -> list[Judged]:
        """Each of `rows`; `first` is the number of the first."""
        found = self.look_up(rows)
        return [self._one(row, number, found) for number, row in enumerate(rows, start=first)]

    def look_up(self, rows: Iterable[Row]) -> dict[str, dict[str, list[Sequence[str]]]]:
        """The joined rows of a batch by join and key; they count as matched."""
        cells = [row.cells for row in rows if isinstance(row, Record)]
        return {name: self._table(name).rows_of(row[key].strip() for row in cells) for name, key in self.keys.items()}

    def _table(self, name: str) -> JoinTable:
        return self.joins[name]

    def _one(self, row: Row, number: int, found: dict[str, dict[str, list[Sequence[str]]]]) -> Judged:
        if isinstance(row, Unreadable):
            return Judged(number, row.line, row.raw, refusal=row.refusal)
        joined = {name: found[name].get(row.cells[key].strip(), []) for name, key in self.keys.items()}
        try:
            turned = self.turner.turn(row.cells, joined)
        except RowRefused as error:
            return Judged(number, row.line, row.cells, row.repaired, refusal=error.refusal)
        return Judged(number, row.line, row.cells, row.repaired, turned=turned)


def batches(rows: Iterator[Row], size: int) -> list[Row]:
    """The next `size` rows, fewer at the end."""
    return list(islice(rows, size))
