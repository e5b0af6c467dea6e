"""Orders and carts at a merge: nothing is rewritten, both people's count as one person's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from suppilo.offers.models import Cart, Order
from suppilo.people.ports import Consequence, Pair


class OrderMerger:
    """The room's part in a merge: only to tell of it. Rows keep the number under which they were made."""

    def preview_merge(self, pair: Pair) -> Sequence[Consequence]:
        """How many orders and open carts come to the kept person."""
        return _told(pair, pair.kept)

    def merge(self, pair: Pair) -> dict[str, Any]:
        """Nothing to write."""
        return {}

    def preview_unmerge(self, pair: Pair, kept: Mapping[str, Any]) -> Sequence[Consequence]:
        """How many orders and open carts go back with the absorbed person."""
        return _told(pair, pair.absorbed)

    def unmerge(self, pair: Pair, kept: Mapping[str, Any], later: Sequence[dict[str, Any]]) -> None:
        """Nothing to write."""


def _told(pair: Pair, person_id: int) -> list[Consequence]:
    theirs = {"workspace_id": pair.workspace_id, "person_id__in": pair.absorbed_ids}
    counts = {
        "orders": Order.objects.filter(**theirs).count(),
        "carts": Cart.objects.filter(ordered_at=None, **theirs).count(),
    }
    return [Consequence(code, person_id, {"count": count}) for code, count in counts.items() if count]
