"""The rows of a CSV file with their line numbers: every line is accounted for, none is guessed at.

Python's `csv` parses; this file decides what happens when it cannot. A record over several lines that does not come
out as wide as the header is taken for a stray quotation mark: its first line is refused alone and reading goes on at
the next line, so one bad mark never swallows the rows behind it. Memory is bounded by the longest row allowed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from suppilo.capture.imports.dialect import Dialect
from suppilo.capture.imports.lines import Cut, Lines, TooLong
from suppilo.capture.imports.refusal import Refusal

#: A row may have at most so many characters; longer ones are refused without being held in memory.
LONGEST_ROW = 1_000_000
#: How often a too long row may be followed to its end, so that a hostile file cannot make reading quadratic.
_FAR_LOOKS = 50


@dataclass(frozen=True, slots=True)
class Record:
    """One row as wide as the header. `repaired` says which rule mended it ("" none)."""

    line: int
    cells: list[str]
    repaired: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that cannot be taken as it stands in the file; `raw` is its beginning."""

    line: int
    refusal: Refusal
    raw: str


class Table(Protocol):
    """The rows of a file of any kind: `header` names the columns, every row has `width` cells."""

    header: list[str]
    width: int

    @property
    def bytes_read(self) -> int:
        """How far the file has been read, for a progress bar."""
        ...

    def __iter__(self) -> Iterator[Record | Unreadable]:
        """Every row of the file, in its order."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


class Records:
    """Iterates over the data rows of a file. The header is read at once; `width` cells make a row."""

    def __init__(
        self, path: Path, encoding: str, dialect: Dialect, *, longest: int = LONGEST_ROW, fill: bool = False
    ) -> None:
        csv.field_size_limit(2**31 - 1)
        self.encoding = encoding
        self.dialect = dialect
        self.longest = longest
        self.fill = fill
        errors = "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
        self._bytes = path.open("rb")
        self._file = io.TextIOWrapper(self._bytes, encoding=encoding, errors=errors, newline="")
        self._lines = Lines(self._file, longest, dialect.quote)
        self._csv = dialect.for_csv()
        self._rows = csv.reader(self._lines, self._csv)
        self._far_looks = _FAR_LOOKS
        self.header = self._read_header()
        self.width = len(self.header)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @property
    def bytes_read(self) -> int:
        """How far the file has been read, for a progress bar (a little ahead of the rows given out)."""
        return self._bytes.tell()

    def __iter__(self) -> Iterator[Record | Unreadable]:
        while True:
            self._lines.begin()
            line = self._lines.number + 1
            try:
                cells = next(self._rows)
            except StopIteration:
                return
            except TooLong:
                yield self._too_long(line)
                continue
            except csv.Error as error:
                yield self._misquoted(line, str(error))
                continue
            if cells:
                yield self._judge(line, cells)

    def _read_header(self) -> list[str]:
        try:
            for _ in range(self.dialect.skip_lines):
                next(self._lines)
            while True:
                self._lines.begin()
                cells = next(self._rows)
                if any(cell.strip() for cell in cells):
                    return [cell.replace("\0", "").strip().lstrip("\ufeff") for cell in cells]
        except (StopIteration, TooLong, csv.Error):
            return []

    def _judge(self, line: int, cells: list[str]) -> Record | Unreadable:
        """A parsed row: as wide as the header, or mended by a stated rule, or refused."""
        taken = self._lines.taken
        repaired = ""
        if any("\0" in text for text in taken):
            cells, repaired = [cell.replace("\0", "") for cell in cells], "nul"
        if len(cells) > self.width and not any(cell.strip() for cell in cells[self.width :]):
            cells = cells[: self.width]
        if self.fill and 1 < len(cells) < self.width and len(taken) == 1:
            cells, repaired = [*cells, *[""] * (self.width - len(cells))], "filled"
        if len(cells) != self.width:
            cells, repaired = self._unwrap(cells), "unwrapped"
        if not cells:
            return self._wrong_width(line)
        if not self._sound(taken):
            return Unreadable(line, Refusal("undecodable", {"encoding": self.encoding}), taken[0][:1_000])
        return Record(line, cells, repaired)

    def _wrong_width(self, line: int) -> Unreadable:
        taken = self._lines.taken
        found = len(next(csv.reader(taken, self._csv)))
        values = {"lines": str(len(taken)), "found": str(found), "expected": str(self.width)}
        return self._refuse(line, Refusal("width" if len(taken) == 1 else "over_lines", values))

    def _unwrap(self, cells: list[str]) -> list[str]:
        """The cells of a row that was wrapped whole in quotation marks, when that gives exactly the header's width."""
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) != 1 or not cells[0].strip() or self.width < 2:
            return []
        try:
            inner = list(csv.reader([cells[0]], self._csv))
        except csv.Error:
            return []
        return inner[0] if len(inner) == 1 and len(inner[0]) == self.width else []

    def _sound(self, taken: list[str]) -> bool:
        for text in taken:
            if text.isascii():
                continue
            if self.encoding.startswith(("utf-16", "utf-32")):
                if "\ufffd" in text:
                    return False
                continue
            try:
                text.encode("utf-8")
            except UnicodeEncodeError:
                return False
        return True

    def _refuse(self, line: int, refusal: Refusal) -> Unreadable:
        """Refuse the record's first line; the lines behind it are read again, each for itself."""
        first, *others = self._lines.taken
        self._lines.read_again(others)
        return Unreadable(line, refusal, first[:1_000])

    def _misquoted(self, line: int, error: str) -> Unreadable:
        code = "quote_open" if "unexpected end" in error or len(self._lines.taken) > 1 else "misquoted"
        return self._refuse(line, Refusal(code))

    def _too_long(self, line: int) -> Unreadable:
        """Pass over a row that is too long, to its true end if it has one; else only over its first line."""
        taken = self._lines.taken
        quotes = sum(text.quotes if isinstance(text, Cut) else text.count(self.dialect.quote) for text in taken)
        refusal = Refusal("too_long", {"limit": str(self.longest)})
        alone = len(taken) == 1
        if quotes % 2 and not self._close(taken[0], alone) and not alone:
            return self._refuse(line, Refusal("quote_open"))
        return Unreadable(line, refusal, taken[0][:1_000])

    def _close(self, first: str, alone: bool) -> bool:
        """Follow an open quotation mark to the line that closes it; False, and back where we were, when none does."""
        self._far_looks -= 1
        if self._far_looks < 0 or self._lines.back:
            return False
        place, passed, line = self._file.tell(), 0, ""
        while piece := self._file.readline(self.longest):
            line = piece if len(line) + len(piece) > self.longest else line + piece
            if line[-1] not in "\r\n" and len(piece) == self.longest:
                continue
            passed += 1
            if line.count(self.dialect.quote) % 2:
                if alone or self._fits(first, line):
                    self._lines.number += passed
                    return True
                break
            line = ""
        self._file.seek(place)
        return False

    def _fits(self, first: str, last: str) -> bool:
        """Whether the first and the last line of a row, put together, are as wide as the header."""
        try:
            rows = list(csv.reader([first + last], self._csv))
        except csv.Error:
            return False
        return len(rows) == 1 and len(rows[0]) == self.width
