"""The merges that stand, and which numbers each side of one has."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from suppilo.people.models import Merge
from suppilo.people.ports import Pair
from suppilo.people.queries.resolving import canonical, numbers_of


@dataclass(frozen=True)
class MergeCard:
    """One merge that stands. `is_next`: it can be taken back as things are; else a later one must go first."""

    kept: int
    absorbed: int
    reason: str
    at: datetime
    is_next: bool


def merges_of(person_id: int) -> list[MergeCard]:
    """Every merge that made this (canonical) person what it is, newest first."""
    rows = Merge.objects.filter(absorbed__merged_into_id=person_id, undone_at=None).order_by("-pk")
    return [MergeCard(row.kept_id, row.absorbed_id, row.reason, row.at, row.kept_id == person_id) for row in rows]


def merge_of(workspace_id: int, absorbed: int) -> Merge | None:
    """The standing merge by which this person became part of another."""
    return Merge.objects.filter(workspace_id=workspace_id, absorbed_id=absorbed, undone_at=None).first()


def standing_merges(kept: int) -> list[Merge]:
    """The merges that stand and into this very person, oldest first, each with its absorbed person."""
    return list(Merge.objects.filter(kept_id=kept, undone_at=None).select_related("absorbed").order_by("pk"))


def pair_of(row: Merge, now: datetime) -> Pair:
    """The two sides of a standing merge as they are once it is taken back."""
    everyone = set(numbers_of(set(canonical([row.kept_id]).values()))[canonical([row.kept_id])[row.kept_id]])
    theirs = _below(row.absorbed_id, everyone)
    return Pair(
        workspace_id=row.workspace_id,
        kept=row.kept_id,
        absorbed=row.absorbed_id,
        kept_ids=tuple(sorted(everyone - theirs)),
        absorbed_ids=tuple(sorted(theirs)),
        now=now,
        merged_at=row.at,
        merge_id=row.pk,
    )


def _below(person_id: int, everyone: Collection[int]) -> set[int]:
    """The person and all who became part of it before it became part of another."""
    into: dict[int, list[int]] = {}
    for kept, absorbed in Merge.objects.filter(absorbed_id__in=everyone, undone_at=None).values_list(
        "kept_id", "absorbed_id"
    ):
        into.setdefault(kept, []).append(absorbed)
    found, todo = set[int](), [person_id]
    while todo:
        one = todo.pop()
        found.add(one)
        todo += into.get(one, [])
    return found
