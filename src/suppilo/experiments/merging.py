"""Experiments at a merge: who was given two variants counts for neither, until they are told apart again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from suppilo.experiments.standing import count_anew, mixed_by
from suppilo.people.ports import Consequence, Pair


class ExposureMerger:
    """The room's part in a merge. Rows stay under the number they were written with; only what counts changes."""

    def preview_merge(self, pair: Pair) -> Sequence[Consequence]:
        """The experiments that the person drops out of."""
        some = mixed_by(pair.workspace_id, pair.kept_ids, pair.absorbed_ids)
        return [Consequence("two_variants", pair.kept, {"experiment": key}) for key in some]

    def merge(self, pair: Pair) -> dict[str, Any]:
        """Count the one person once."""
        count_anew(pair.workspace_id, pair.all_ids)
        return {}

    def preview_unmerge(self, pair: Pair, kept: Mapping[str, Any]) -> Sequence[Consequence]:
        """The experiments that both count in again."""
        some = mixed_by(pair.workspace_id, pair.kept_ids, pair.absorbed_ids)
        return [Consequence("variants_again", pair.kept, {"experiment": key}) for key in some]

    def unmerge(self, pair: Pair, kept: Mapping[str, Any], later: Sequence[dict[str, Any]]) -> None:
        """Count each by itself."""
        count_anew(pair.workspace_id, pair.kept_ids)
        count_anew(pair.workspace_id, pair.absorbed_ids)
