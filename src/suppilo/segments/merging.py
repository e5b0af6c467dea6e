"""Segments at a merge: who was absorbed is a member of nothing; settling finds anew what the one person is in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from suppilo.people.ports import Consequence, Pair
from suppilo.segments.members import Segments
from suppilo.segments.operations.waking import Wakes


class MemberMerger:
    """The room's part in a merge. Nothing needs to be kept: members follow from what is known."""

    def preview_merge(self, pair: Pair) -> Sequence[Consequence]:
        """Nothing that could be said before it is settled."""
        return ()

    def merge(self, pair: Pair) -> dict[str, Any]:
        """Forget the absorbed person at once; the fact people_merged settles the other."""
        Segments().forget(pair.workspace_id, [pair.absorbed])
        Wakes().forget([pair.absorbed])
        return {}

    def preview_unmerge(self, pair: Pair, kept: Mapping[str, Any]) -> Sequence[Consequence]:
        """Nothing that could be said before it is settled."""
        return ()

    def unmerge(self, pair: Pair, kept: Mapping[str, Any], later: Sequence[dict[str, Any]]) -> None:
        """The fact people_unmerged settles both."""
