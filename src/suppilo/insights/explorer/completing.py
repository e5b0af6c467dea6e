"""Stored events in which every declared property can be asked for, also one that no event has had yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from suppilo.analysis.ports import StoredEvents
from suppilo.kernel.events import Events


@dataclass(frozen=True)
class Complete:
    """The events of `stored`, with the columns `absent` in which nobody has a value."""

    stored: StoredEvents
    absent: frozenset[str]

    @property
    def names(self) -> Sequence[str]:
        """The event name of each code."""
        return self.stored.names

    @property
    def acts(self) -> Sequence[bool]:
        """Per code of `names`: whether it is an act."""
        return self.stored.acts

    @property
    def without_person(self) -> int:
        """How many events of nobody are not stored."""
        return int(getattr(self.stored, "without_person", 0))

    def values(self, column: str) -> Sequence[Any]:
        """The values by code; of an absent column none."""
        return [None] if column in self.absent else self.stored.values(column)

    def buckets(self) -> Sequence[Events]:
        """The events, absent columns filled with "no value"."""
        return [self._filled(one) for one in self.stored.buckets()]

    def _filled(self, events: Events) -> Events:
        over = events.overlay
        if over is not None:
            over = replace(over, columns={**over.columns, **self._nothing(over.times.size)})
        return replace(events, columns={**events.columns, **self._nothing(events.times.size)}, overlay=over)

    def _nothing(self, size: int) -> dict[str, Any]:
        return {column: np.zeros(size, dtype=np.uint8) for column in self.absent}


def complete(stored: StoredEvents, columns: Collection[str]) -> StoredEvents:
    """`stored` itself when it has all of these columns, else with the missing ones added."""
    absent = frozenset(column for column in columns if column and not _has(stored, column))
    return Complete(stored, absent) if absent else stored


def _has(stored: StoredEvents, column: str) -> bool:
    try:
        stored.values(column)
    except KeyError:
        return False
    return True
