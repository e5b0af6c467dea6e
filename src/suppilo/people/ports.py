"""What happens in the rooms above when two entries turn out to be one person, and when that is taken back.

What they hold of a person who is to be erased or who asks for a copy stands in `leaving`, and is part of these ports.

People who are merged keep both numbers: rooms keep the number under which something happened and ask
`people.queries.canonical` (or `aliases`) when they read. A room takes part here only where two of something must become
one: the older enrolment stays, a message that both wait for is sent once, one of two standings goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from suppilo.people.leaving import (
    Eraser,
    Fate,
    Holding,
    Unlinker,
    Whose,
    erasers,
    is_nobody,
    new_nobody,
    register_eraser,
)

__all__ = [
    "Consequence",
    "Eraser",
    "Fate",
    "Holding",
    "Merger",
    "Pair",
    "Unlinker",
    "Whose",
    "erasers",
    "is_nobody",
    "mergers",
    "new_nobody",
    "register_eraser",
    "register_merger",
]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The two sides of a merge: who is (or was) kept, who is (or was) absorbed, and every number that stands for each.

    `merge_id` is 0 while a merge is only looked at beforehand. `merged_at` is when the merge was done: now at a merge,
    earlier when it is taken back.
    """

    workspace_id: int
    kept: int
    absorbed: int
    kept_ids: tuple[int, ...]
    absorbed_ids: tuple[int, ...]
    now: datetime
    merged_at: datetime
    merge_id: int = 0

    @property
    def all_ids(self) -> tuple[int, ...]:
        """Every number of both sides."""
        return self.kept_ids + self.absorbed_ids

    def side_of(self, person_id: int) -> int:
        """Whose a bare number is once they are two: the kept or the absorbed person."""
        return self.absorbed if person_id in self.absorbed_ids else self.kept


@dataclass(frozen=True)
class Consequence:
    """One thing that a merge, or taking it back, would do in a room. The studio has a sentence for each `code`.

    `person_id` is whom it is about once it is done; `values` are ids and counts for the sentence.
    """

    code: str
    person_id: int
    values: Mapping[str, Any] = field(default_factory=dict)


class Merger(Protocol):
    """A room's part in a merge. `merge` and `unmerge` are called inside one short transaction; previews only read.

    What `merge` answers (plain JSON) is kept and given back when the merge is taken back.
    """

    def preview_merge(self, pair: Pair) -> Sequence[Consequence]:
        """What `merge` would do, nothing where nothing happens."""
        ...

    def merge(self, pair: Pair) -> dict[str, Any]:
        """Make one of two; the persons are already one when this is called."""
        ...

    def preview_unmerge(self, pair: Pair, kept: Mapping[str, Any]) -> Sequence[Consequence]:
        """What `unmerge` would do."""
        ...

    def unmerge(self, pair: Pair, kept: Mapping[str, Any], later: Sequence[dict[str, Any]]) -> None:
        """Give both back what is theirs; the persons are already two when this is called. Sends nothing by itself.

        `later` is what this room kept of the merges into the same person that came after and still stand: it may be
        changed in place, and is saved.
        """
        ...


_mergers: dict[str, Merger] = {}


def register_merger(name: str, merger: Merger) -> None:
    """Add a room's part (from its AppConfig). A second one of the same name replaces the first."""
    _mergers[name] = merger


def mergers() -> dict[str, Merger]:
    """Every room's part by name, in the order of registration (lower rooms first)."""
    return dict(_mergers)
