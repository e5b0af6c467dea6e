"""Small random people with many ties, some of their events in an overlay, split into parts at will."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
from hypothesis import strategies as some

from suppilo.kernel.events import Events, Overlay
from suppilo.kernel.matching import Matching
from suppilo.kernel.reading import parts

#: When, which name (code), which value of the property "channel" (0: none), and whether it lies in the overlay.
Row = tuple[int, int, int, bool]
NAMES, CHANNELS = 4, 4

overlaid = some.sampled_from([False] * 4 + [True])
rows = some.tuples(some.integers(0, 12), some.integers(0, NAMES - 1), some.integers(0, CHANNELS - 1), overlaid)
crowds = some.lists(some.lists(rows, max_size=9), max_size=5)


def _drawn(seed: int) -> list[list[Row]]:
    """Two dozen people, from crowded instants to hardly any tie."""
    random = Random(seed)
    span = random.choice([6, 13, 40])
    return [
        [
            (random.randrange(span), random.randrange(NAMES), random.randrange(CHANNELS), random.random() < 0.1)
            for _ in range(random.randrange(13))
        ]
        for _ in range(24)
    ]


#: More people in one example than can be shrunk well: most single examples matter little.
many = some.integers(0, 2**32 - 1).map(_drawn)


def events_of(people: Sequence[Sequence[Row]]) -> Events:
    """Rows in any order as arrays; the people's ids are their places."""
    base = [sorted((row for row in one if not row[3]), key=lambda row: row[0]) for one in people]
    fresh = [sorted((row for row in one if row[3]), key=lambda row: row[0]) for one in people]
    touched = [place for place, one in enumerate(fresh) if one]
    overlay = Overlay(np.array(touched, dtype=np.int64), **_arrays([fresh[place] for place in touched]))
    return Events(np.arange(len(people)), **_arrays(base), overlay=overlay if touched else None)


def _arrays(people: Sequence[Sequence[Row]]) -> dict[str, Any]:
    flat = [row for one in people for row in one]
    columns = list(zip(*flat, strict=True)) or [(), (), (), ()]
    return {
        "offsets": np.concatenate([[0], np.cumsum([len(one) for one in people])]).astype(np.int64),
        "times": np.array(columns[0], dtype=np.int64),
        "codes": np.array(columns[1], dtype=np.uint8),
        "columns": {"channel": np.array(columns[2], dtype=np.uint8)},
    }


def marking(*wanted: set[int], channels: Sequence[set[int] | None] | None = None) -> Matching:
    """Bit i: the name is in `wanted[i]` and, when given, the channel in `channels[i]`."""
    names = np.array([sum(1 << bit for bit, names in enumerate(wanted) if code in names) for code in range(NAMES)])
    plain = Matching(names.astype(np.uint64))
    if channels is None:
        return plain
    table = [
        sum(1 << bit for bit, allowed in enumerate(channels) if allowed is None or value in allowed)
        for value in range(CHANNELS)
    ]
    return replace(plain, columns=(("channel", np.array(table, dtype=np.uint64)),))


def mask(matching: Matching, row: Row) -> int:
    """What one event matches, looked up plainly."""
    found = int(matching.names[row[1]])
    for _, table in matching.columns:
        found &= int(table[row[2]])
    return found


some_names = some.sets(some.integers(0, NAMES - 1), min_size=1)
some_channels = some.none() | some.sets(some.integers(0, CHANNELS - 1), min_size=1)


@some.composite
def markings(draw: some.DrawFn, bits: int) -> Matching:
    """A matching of so many conditions, now and then with a filter on the property."""
    channels = [draw(some_channels) for _ in range(bits)]
    filtered = any(one is not None for one in channels)
    return marking(*(draw(some_names) for _ in range(bits)), channels=channels if filtered else None)


def split(events: Events, count: int) -> list[Events]:
    """As the caller splits the people over threads."""
    return parts(events, count)
