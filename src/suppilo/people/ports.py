"""What happens in the rooms above when two entries turn out to be one person, and when that is taken back.

People who are merged keep both numbers: rooms keep the number under which something happened and ask
`people.queries.canonical` (or `aliases`) when they read. A room takes part here only where two of something must become
one: the older enrolment stays, a message that both wait for is sent once, one of two standings goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


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


class Merger(Protocol):
    """A room's part in a merge. All four are called inside one short transaction, or (previews) only read.

    A preview answers sentences in the active language, one a consequence, nothing where nothing happens. What `merge`
    answers (plain JSON) is kept and given back when the merge is taken back.
    """

    def preview_merge(self, pair: Pair) -> Sequence[str]:
        """What `merge` would do."""
        ...

    def merge(self, pair: Pair) -> dict[str, Any]:
        """Make one of two; the persons are already one when this is called."""
        ...

    def preview_unmerge(self, pair: Pair, kept: Mapping[str, Any]) -> Sequence[str]:
        """What `unmerge` would do."""
        ...

    def unmerge(self, pair: Pair, kept: Mapping[str, Any]) -> None:
        """Give both back what is theirs; the persons are already two when this is called. Sends nothing by itself."""
        ...


_mergers: dict[str, Merger] = {}


def register_merger(name: str, merger: Merger) -> None:
    """Add a room's part (from its AppConfig). A second one of the same name replaces the first."""
    _mergers[name] = merger


def mergers() -> dict[str, Merger]:
    """Every room's part by name, in the order of registration (lower rooms first)."""
    return dict(_mergers)
