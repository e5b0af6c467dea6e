"""Events cut into blocks that the loops read: without columns and overlay one block without a copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.events import Events, Overlay, read_only
from suppilo.kernel.interleaving import gathered, interleaved, stretches, that_match
from suppilo.kernel.matching import Kinds, padded
from suppilo.kernel.walk.aside import Aside, aside_of

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[Any]
#: Events worked on at a time where something must be copied: small enough to stay in the processor's cache.
_BLOCK = 1 << 17
#: Events that may be set aside at once.
_ASIDE = 1 << 20


@dataclass(frozen=True)
class Block:
    """Some people: `rows` are their places in the events' `people`; person i owns the events first[i]:last[i].

    `values` are the codes of the breakdown's column, empty without one. `aside` are those who come in a block after
    this one.
    """

    rows: Ints | slice
    first: Ints
    last: Ints
    times: Ints
    kinds: Codes
    values: Codes
    aside: Aside | None = None

    def __post_init__(self) -> None:
        """As in `Events`."""
        read_only(self, "first", "last", "times", "kinds", "values")


def blocks(events: Events, kinds: Kinds, column: str | None, *, sets_aside: bool = False) -> Iterator[Block]:
    """Everybody once. People with fresh events come last, their events merged.

    `sets_aside`: the loop does as `Block.aside` says before the next block is asked for.
    """
    first, last = events.offsets[:-1], events.offsets[1:]
    fresh = that_match(events.overlay, kinds) if events.overlay is not None else None
    if fresh is None or not fresh.rows.size:
        yield from _older_alone(events, kinds, column, first, last)
    elif sets_aside and not kinds.joins and column is None and (room := _room(events, fresh)) <= _ASIDE:
        new = kinds.of(fresh.codes, fresh.columns, 0, fresh.codes.size)
        aside = aside_of(fresh.rows, fresh.offsets, fresh.times, new, events.codes, room)
        none = np.zeros(0, dtype=np.uint8)
        yield Block(slice(0, first.size), first, last, events.times, events.codes, none, aside)
        yield Block(fresh.rows, aside.offsets[:-1], aside.offsets[1:], aside.times, aside.kinds, none)
    else:
        last = last.copy()
        last[fresh.rows] = first[fresh.rows]
        yield from _older_alone(events, kinds, column, first, last)
        yield from _merged(events, fresh, kinds, column)


def _room(events: Events, fresh: Overlay) -> int:
    """As many events as those with fresh ones can have, and one place more, as `laid_over` asks."""
    return int((events.offsets[fresh.rows + 1] - events.offsets[fresh.rows]).sum()) + fresh.times.size + 1


def _older_alone(events: Events, kinds: Kinds, column: str | None, first: Ints, last: Ints) -> Iterator[Block]:
    if not kinds.joins and column is None:
        none = np.zeros(0, dtype=np.uint8)
        yield Block(slice(0, first.size), first, last, events.times, events.codes, none)
    else:
        yield from _copied(events, kinds, column, first, last)


def _copied(events: Events, kinds: Kinds, column: str | None, first: Ints, last: Ints) -> Iterator[Block]:
    for a, b in _cuts(events.offsets):
        low, high = int(events.offsets[a]), int(events.offsets[b])
        values = events.columns[column][low:high] if column else np.zeros(0, dtype=np.uint8)
        yield Block(
            slice(a, b),
            first[a:b] - low,
            last[a:b] - low,
            events.times[low:high],
            kinds.of(events.codes, events.columns, low, high),
            values,
        )


def _cuts(offsets: Ints) -> Iterator[tuple[int, int]]:
    """Ranges of people with about _BLOCK events each, at least one person in each."""
    a, people = 0, offsets.size - 1
    while a < people:
        b = max(a + 1, int(np.searchsorted(offsets, offsets[a] + _BLOCK, side="right")) - 1)
        yield a, b
        a = b


def _merged(events: Events, fresh: Overlay, kinds: Kinds, column: str | None) -> Iterator[Block]:
    sizes = events.offsets[fresh.rows + 1] - events.offsets[fresh.rows] + np.diff(fresh.offsets)
    for a, b in _cuts(np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])):
        low, high = int(fresh.offsets[a]), int(fresh.offsets[b])
        rows, edges = fresh.rows[a:b], fresh.offsets[a : b + 1] - low
        begins, ends, old = _older(events, rows, kinds, column)
        codes = kinds.of(old.codes, old.columns, 0, old.codes.size)
        new = kinds.of(fresh.codes, fresh.columns, low, high)
        times = fresh.times[low:high]
        both = interleaved(
            begins, ends, old.times, codes, padded(kinds.masks, codes), edges, times, new, placed=column is not None
        )
        values = np.zeros(0, dtype=np.uint8)
        if column:
            values = gathered(old.columns[column], fresh.columns[column][low:high], both.taken)
        yield Block(rows, both.offsets[:-1], both.offsets[1:], both.times, both.kinds, values)


def _older(events: Events, rows: Ints, kinds: Kinds, column: str | None) -> tuple[Ints, Ints, Events]:
    """The older events of some people; copied one after another where their kinds must be looked up."""
    begins, ends = events.offsets[rows], events.offsets[rows + 1]
    if not kinds.joins:
        return begins, ends, events
    offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(ends - begins)])
    read = {name for name, _, _ in kinds.joins} | ({column} if column else set())
    columns = {name: stretches(events.columns[name], begins, ends) for name in read}
    times, codes = stretches(events.times, begins, ends), stretches(events.codes, begins, ends)
    return offsets[:-1], offsets[1:], Events(events.people[rows], offsets, times, codes, columns)
