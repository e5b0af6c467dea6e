"""Paths that fit in one number each, with their counts: where few names make short paths, a table of numbers does.

A path's number holds its nodes, each one more than its label in so many bits, the last lowest; then, in two bits, how
it ended. 0 is no path.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.compiled import compiled, uncounted
from suppilo.kernel.events import Ints
from suppilo.kernel.path_table import COUNT, MICROS, NODES, SHAPE

Slots = npt.NDArray[np.int32]
#: A row: the path's number, how many, microseconds in all.
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


def new_numbers(room: int = FIRST_ROOM) -> tuple[Slots, Ints]:
    """An empty table for `room` paths at least: slots (a row's place from 1, or 0) and rows, one after another.

    Few slots are used and rows lie close together: what is counted often stays near the processor, and whoever reads
    all of it reads no more than there is.
    """
    room = 1 << (max(room, FIRST_ROOM) - 1).bit_length()
    return np.zeros(2 * room, dtype=np.int32), np.empty((room, 3), dtype=np.int64)


def roomier(rows: Ints, used: int, more: int = 0) -> tuple[Slots, Ints]:
    """The same paths in a table twice as large, or with room for so many `more`."""
    slots, bigger = new_numbers(max(2 * rows.shape[0], used + more))
    put_all(slots, bigger, 0, rows[:used])
    return slots, bigger


@uncounted
def home_of(slots: Slots, number: Any) -> Any:
    """The slot at which a path is looked for first."""
    slot = np.uint64(number) * np.uint64(0x9E3779B97F4A7C15)
    return (slot ^ (slot >> np.uint64(32))) & np.uint64(slots.size - 1)


@uncounted
def put(slots: Slots, rows: Ints, used: Any, number: Any, count: Any, micros: Any) -> Any:
    """Count a path; how many rows are used then. There must be room for it."""
    last, slot = np.uint64(slots.size - 1), home_of(slots, number)
    while slots[slot] != 0 and rows[slots[slot] - 1, 0] != number:
        slot = (slot + np.uint64(1)) & last
    if slots[slot] == 0:
        rows[used, 0], rows[used, 1], rows[used, 2] = number, 0, 0
        used += 1
        slots[slot] = used
    rows[slots[slot] - 1, 1] += count
    rows[slots[slot] - 1, 2] += micros
    return used


@compiled
def put_all(slots: Slots, rows: Ints, used: int, others: Ints) -> int:
    """Count the paths of other rows too; how many rows are used then. There must be room for them."""
    for row in range(others.shape[0]):
        used = put(slots, rows, used, others[row, 0], others[row, 1], others[row, 2])
    return used


@compiled
def put_entries(slots: Slots, rows: Ints, used: int, entries: Ints, bits: int) -> int:
    """Count the paths of a `path_table`, which must fit; how many rows are used then."""
    for entry in range(entries.shape[0]):
        number = np.int64(0)
        for place in range(entries[entry, 1] >> 2):
            number = number << bits | entries[entry, 4 + place] + 1
        used = put(slots, rows, used, number << 2 | entries[entry, 1] & 3, entries[entry, 2], entries[entry, 3])
    return used


@compiled
def frequent(rows: Ints, count: int) -> Ints:
    """The places of the `count` most frequent paths, and of those as frequent as the last of these."""
    most, found = np.zeros(count, dtype=np.int64), np.empty(rows.shape[0], dtype=np.int64)
    for row in range(rows.shape[0]):
        place = count - 1
        if rows[row, 1] > most[place]:
            while place > 0 and most[place - 1] < rows[row, 1]:
                most[place] = most[place - 1]
                place -= 1
            most[place] = rows[row, 1]
    some = 0
    for row in range(rows.shape[0]):
        found[some] = row
        some += rows[row, 1] >= most[count - 1]
    return found[:some]


@dataclass(frozen=True)
class NumberedPaths:
    """Different paths: a table and how many of its rows are used. They add up."""

    slots: Slots
    table: Ints
    used: int
    bits: int
    longest: int

    @property
    def rows(self) -> Ints:
        """A row for each path."""
        return self.table[: self.used]

    def __len__(self) -> int:
        return self.used

    def __add__(self, other: NumberedPaths) -> NumberedPaths:
        more, fewer = (self, other) if len(self) >= len(other) else (other, self)
        if len(more) + len(fewer) > len(more.table):
            slots, table = roomier(more.table, len(more), len(fewer))
        else:
            slots, table = more.slots.copy(), np.empty_like(more.table)
            table[: len(more)] = more.rows
        used = put_all(slots, table, len(more), fewer.rows)
        return NumberedPaths(slots, table, used, self.bits, self.longest)

    @property
    def entries(self) -> Ints:
        """The same paths as rows of a `path_table`, their hashes left out."""
        return self._entries(self.rows)

    def most(self, count: int | None) -> Ints:
        """The entries of the `count` most frequent paths, and of those as frequent as the last of these."""
        if count is None or count >= len(self):
            return self.entries
        return self._entries(self.rows[frequent(self.rows, max(count, 1))])

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
