"""Where followers stand after a turn, written in as few statements as possible."""

from __future__ import annotations

from collections.abc import Collection
from operator import attrgetter

from suppilo.messages.sequences.rows import Follower

_COLUMNS = ("last_id", "last_at", "next_id", "due_at", "late_since", "ended", "ended_at")
_place = attrgetter(*_COLUMNS)


def save(rows: Collection[Follower]) -> None:
    """One statement for all who stand alike: those of one message are many."""
    alike: dict[tuple[object, ...], list[Follower]] = {}
    for row in rows:
        alike.setdefault(_place(row), []).append(row)
    for place, some in alike.items():
        Follower.objects.filter(pk__among={row.pk for row in some}).update(**dict(zip(_COLUMNS, place, strict=True)))
