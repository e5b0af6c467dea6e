"""The physical lines of a text file, one at a time, with a way back for the lines of a record that went wrong."""

from __future__ import annotations

from collections import deque
from typing import TextIO


class TooLong(Exception):
    """The record being read holds more characters than a row may have; raised through the CSV parser."""


class Cut(str):
    """The beginning of a line that is too long. The rest was passed over; `quotes` counts the marks in all of it."""

    quotes: int = 0


class Lines:
    """An iterator over lines that remembers those of the record at hand (`taken`), at most `limit` characters.

    `number` is the 1-based number of the line read last.
    """

    def __init__(self, file: TextIO, limit: int, quote: str) -> None:
        self.file = file
        self.limit = limit
        self.quote = quote
        self.number = 0
        self.taken: list[str] = []
        self.size = 0
        self.back: deque[str] = deque()

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self.back.popleft() if self.back else self.file.readline(self.limit + 1)
        if not line:
            raise StopIteration
        if len(line) > self.limit and line[-1] not in "\r\n":
            line = self._cut(line)
        self.number += 1
        self.taken.append(line)
        self.size += len(line)
        if self.size > self.limit or isinstance(line, Cut):
            raise TooLong
        return line

    def begin(self) -> None:
        """The next line begins a record."""
        self.taken.clear()
        self.size = 0

    def read_again(self, lines: list[str]) -> None:
        """Give lines back: they come next."""
        self.back.extendleft(reversed(lines))
        self.number -= len(lines)

    def _cut(self, line: str) -> Cut:
        """Pass over the rest of a line that is too long."""
        cut = Cut(line[:1_000])
        cut.quotes = line.count(self.quote)
        while piece := self.file.readline(self.limit):
            cut.quotes += piece.count(self.quote)
            if piece[-1] in "\r\n":
                break
        return cut
