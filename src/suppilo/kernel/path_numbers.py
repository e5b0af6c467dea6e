"""Paths that fit in one number each, with their counts: where few names make short paths, a table of numbers does.

A path's number holds its nodes, each one more than its label in so many bits, the last lowest; then, in two bits, how
it ended. 0 is no path.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from suppilo.kernel.compiled import compiled, uncounted
from suppilo.kernel.events import Ints
from suppilo.kernel.path_table import COUNT, MICROS, NODES, SHAPE

#: A row of the table: the path's number, how many, microseconds in all.
_NUMBER, _COUNT, _MICROS = 0, 1, 2
#: A loop of up to four nodes is known by the last eight of them, so as many always fit.
_LEAST_NODES, _MOST_BITS = 8, 60
FIRST_ROOM = 1024
#: So much room is taken at once for many people: memory that nothing is written to costs nothing.
MOST_ROOM = 1 << 16


def bits_of(labels: Any, longest: int) -> int:
    """How many bits a node takes; 0 where paths of `longest` nodes do not fit in a number."""
    bits = int(labels.max(initial=0) + 1).bit_length()
    return bits if bits * max(longest, _LEAST_NODES) <= _MOST_BITS else 0


def new_numbers(room: int = FIRST_ROOM) -> Ints:
    """An empty table for `room` paths at least: a power of two of rows, at most half of them used."""
    return np.zeros((2 << (max(room, FIRST_ROOM) - 1).bit_length(), 3), dtype=np.int64)


def roomier(table: Ints, more: int = 0) -> Ints:
    """The same paths in a table twice as large, or with room for so many `more`."""
    bigger = new_numbers(max(table.shape[0], table.shape[0] // 2 + more))
    put_all(bigger, table)
    return bigger


@uncounted
def home_of(table: Ints, number: Any) -> Any:
    """The row at which a path is looked for first."""
    row = np.uint64(number) * np.uint64(0x9E3779B97F4A7C15)
    return (row ^ (row >> np.uint64(32))) & np.uint64(table.shape[0] - 1)


@uncounted
def put(table: Ints, number: Any, count: Any, micros: Any) -> int:
    """Count a path; 1 if it is a new one. There must be room for it."""
    last, row = np.uint64(table.shape[0] - 1), home_of(table, number)
    while table[row, 0] != number and table[row, 0] != 0:
        row = (row + np.uint64(1)) & last
    new = table[row, 0] == 0
    table[row, 0] = number
    table[row, 1] += count
    table[row, 2] += micros
    return int(new)


@compiled
def put_all(table: Ints, rows: Ints) -> int:
    """Count the paths of other rows too; how many were new."""
    new = 0
    for row in range(rows.shape[0]):
        if rows[row, 0] != 0:
            new += put(table, rows[row, 0], rows[row, 1], rows[row, 2])
    return new


@compiled
def put_entries(table: Ints, entries: Ints, bits: int) -> int:
    """Count the paths of a `path_table`, which must fit; how many were new."""
    new = 0
    for entry in range(entries.shape[0]):
        number = np.int64(0)
        for place in range(entries[entry, 1] >> 2):
            number = number << bits | entries[entry, 4 + place] + 1
        new += put(table, number << 2 | entries[entry, 1] & 3, entries[entry, 2], entries[entry, 3])
    return new


@compiled
def frequent(table: Ints, count: int) -> Ints:
    """The rows of the `count` most frequent paths, and of those as frequent as the last of these."""
    most, found = np.zeros(count, dtype=np.int64), np.empty(table.shape[0], dtype=np.int64)
    for row in range(table.shape[0]):
        place = count - 1
        if table[row, 1] > most[place]:
            while place > 0 and most[place - 1] < table[row, 1]:
                most[place] = most[place - 1]
                place -= 1
            most[place] = table[row, 1]
    rows = 0
    for row in range(table.shape[0]):
        found[rows] = row
        rows += table[row, 1] >= most[count - 1] and table[row, 0] != 0
    return found[:rows]


@dataclass(frozen=True)
class NumberedPaths:
    """Different paths: a table and how many of its rows are used. They add up."""

    table: Ints
    used: int
    bits: int
    longest: int

    def __len__(self) -> int:
        return self.used

    def __add__(self, other: NumberedPaths) -> NumberedPaths:
        more, fewer = (self, other) if len(self) >= len(other) else (other, self)
        table = more.table.copy()
        while 2 * (len(more) + len(fewer)) > table.shape[0]:
            table = roomier(table)
        return NumberedPaths(table, len(more) + put_all(table, fewer.table), self.bits, self.longest)

    @property
    def entries(self) -> Ints:
        """The same paths as rows of a `path_table`, their hashes left out."""
        return self._entries(self.table[self.table[:, _NUMBER] != 0])

    def most(self, count: int | None) -> Ints:
        """The entries of the `count` most frequent paths, and of those as frequent as the last of these."""
        if count is None or count >= len(self):
            return self.entries
        return self._entries(self.table[frequent(self.table, max(count, 1))])

    def _entries(self, rows: Ints) -> Ints:
        found = np.zeros((rows.shape[0], NODES + self.longest), dtype=np.int64)
        found[:, COUNT], found[:, MICROS] = rows[:, _COUNT], rows[:, _MICROS]
        numbers, sizes = rows[:, _NUMBER] >> 2, np.zeros(rows.shape[0], dtype=np.int64)
        for node in range(self.longest):
            sizes += numbers >> (self.bits * node) != 0
        found[:, SHAPE] = sizes << 2 | rows[:, _NUMBER] & 3
        for place in range(self.longest):
            shift = np.maximum(sizes - 1 - place, 0) * self.bits
            labels = (numbers >> shift & (1 << self.bits) - 1) - 1
            found[:, NODES + place] = np.where(place < sizes, labels, 0)
        return found
