"""Paths with their counts: open addressing over 64-bit hashes, each path's nodes kept, so that no two are confused.

Loops take these arrays one by one, never as a tuple: unpacking a tuple counts references, and two threads that count
the same references wait for each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from suppilo.kernel.compiled import compiled
from suppilo.kernel.events import Ints

#: An entry, a row of int64: its hash; 4 * nodes + how it ended; how many; microseconds in all; then the nodes.
HASH, SHAPE, COUNT, MICROS, NODES = 0, 1, 2, 3, 4

FIRST_ROOM = 1024


def new_table(longest: int, room: int = FIRST_ROOM) -> tuple[Ints, Ints]:
    """An empty table: slots (an entry or -1) and entries."""
    return np.full(2 * room, -1, dtype=np.int64), np.zeros((room, NODES + longest), dtype=np.int64)


def grown(entries: Ints, used: int, room: int) -> tuple[Ints, Ints]:
    """The same entries in a table with at least so much room (a power of two is taken)."""
    slots, bigger = new_table(entries.shape[1] - NODES, 1 << (room - 1).bit_length())
    bigger[:used] = entries[:used]
    _placed(slots, bigger, used)
    return slots, bigger


@compiled
def _placed(slots: Ints, entries: Ints, used: int) -> None:
    last = slots.size - 1
    for entry in range(used):
        slot = entries[entry, 0] & last
        while slots[slot] >= 0:
            slot = (slot + 1) & last
        slots[slot] = entry


@compiled
def path_hash(nodes: Any, first: int, size: int, shape: int) -> Any:
    """A 64-bit hash of the nodes from `first` on and the shape (multiply and shift, as in splitmix64)."""
    found = np.uint64(shape) + np.uint64(0x9E3779B97F4A7C15)
    for place in range(first, first + size):
        found = (found ^ np.uint64(nodes[place])) * np.uint64(0xBF58476D1CE4E5B9)
        found ^= found >> np.uint64(29)
    return np.int64(found)


@compiled
def find(slots: Ints, entries: Ints, hashed: int, nodes: Any, first: int, size: int, shape: int) -> int:
    """The slot in which the path stands, or the free one where it belongs."""
    last = slots.size - 1
    slot = hashed & last
    while slots[slot] >= 0:
        entry = slots[slot]
        if entries[entry, 0] == hashed and entries[entry, 1] == shape:
            place = 0
            while place < size and entries[entry, 4 + place] == nodes[first + place]:
                place += 1
            if place == size:
                break
        slot = (slot + 1) & last
    return slot


@compiled
def tally(slots: Ints, entries: Ints, used: int, nodes: Any, first: int, shape: int, count: int, micros: int) -> int:
    """Count a path; returns how many different ones there are now. There must be room for one more."""
    size = shape >> 2
    hashed = path_hash(nodes, first, size, shape)
    slot = find(slots, entries, hashed, nodes, first, size, shape)
    entry = slots[slot]
    if entry < 0:
        entry = used
        slots[slot] = entry
        entries[entry, 0], entries[entry, 1] = hashed, shape
        for place in range(size):
            entries[entry, 4 + place] = nodes[first + place]
        used += 1
    entries[entry, 2] += count
    entries[entry, 3] += micros
    return used


@compiled
def poured(slots: Ints, entries: Ints, used: int, others: Ints) -> int:
    """The entries of another table added to this one, which must have room for them; returns how many there are."""
    for other in range(others.shape[0]):
        one = others[other]
        used = tally(slots, entries, used, one, 4, one[1], one[2], one[3])
    return used


@dataclass(frozen=True)
class KeptPaths:
    """Different paths, an entry each. They add up."""

    entries: Ints

    def __len__(self) -> int:
        return int(self.entries.shape[0])

    def __add__(self, other: KeptPaths) -> KeptPaths:
        slots, entries = grown(self.entries, len(self), len(self) + len(other))
        return KeptPaths(entries[: poured(slots, entries, len(self), other.entries)].copy())

    def most(self, count: int | None) -> Ints:
        """The entries of the `count` most frequent paths at least, here: all."""
        return self.entries
