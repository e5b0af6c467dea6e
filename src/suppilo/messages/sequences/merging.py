"""Sequences at a merge: of two who follow the same one, the one who is further goes on, the other gives way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from suppilo.messages.sequences.rows import Follower
from suppilo.people.ports import Consequence, Pair


class FollowerMerger:
    """The room's part in a merge. Kept is who gave way, and when the next message of each was due."""

    def preview_merge(self, pair: Pair) -> Sequence[Consequence]:
        """Which sequences would go on only once."""
        return [_told("sequence_stops", row, pair.kept) for row in _doubles(pair.workspace_id, pair.all_ids)]

    def merge(self, pair: Pair) -> dict[str, Any]:
        """Stop the one who is less far."""
        some = _doubles(pair.workspace_id, pair.all_ids)
        kept = {str(row.pk): row.due_at.isoformat() if row.due_at else "" for row in some}
        giving_way = Follower.objects.filter(pk__in=[row.pk for row in some])
        giving_way.update(ended="merged", ended_at=pair.now, due_at=None)
        return {"gave_way": kept} if kept else {}

    def preview_unmerge(self, pair: Pair, kept: Mapping[str, Any]) -> Sequence[Consequence]:
        """Which sequences go on for whom."""
        return [_told("sequence_resumes", row, pair.side_of(row.person_id)) for row in _gave_way(kept)]

    def unmerge(self, pair: Pair, kept: Mapping[str, Any], later: Sequence[dict[str, Any]]) -> None:
        """Whoever gave way goes on where they were."""
        due = kept.get("gave_way", {})
        for row in _gave_way(kept):
            at = datetime.fromisoformat(due[str(row.pk)]) if due[str(row.pk)] else None
            row.ended, row.ended_at, row.due_at = "", None, max(at, pair.now) if at else None
            row.save(update_fields=["ended", "ended_at", "due_at"])


def _gave_way(kept: Mapping[str, Any]) -> Iterable[Follower]:
    numbers = [int(one) for one in kept.get("gave_way", {})]
    rows = Follower.objects.filter(pk__in=numbers, ended="merged").select_related("sequence") if numbers else ()
    return list(rows)


def _told(code: str, row: Follower, person: int) -> Consequence:
    return Consequence(code, person, {"sequence": row.sequence.name})


def _doubles(workspace_id: int, person_ids: Iterable[int]) -> list[Follower]:
    """The followers that give way once these numbers are one person; whoever has ended a sequence stays in it."""
    rows = Follower.objects.filter(workspace_id=workspace_id, person_id__in=list(person_ids)).exclude(ended="merged")
    first: dict[int, Follower] = {}
    found: list[Follower] = []
    for row in sorted(rows.select_related("sequence", "last"), key=_how_far):
        stays = first.setdefault(row.sequence_id, row)
        if stays is not row and not row.ended:
            found.append(row)
    return found


def _how_far(row: Follower) -> tuple[bool, bool, int, int]:
    """The one that is furthest first; of two that are as far, the older. An answer of either ends it for both."""
    return row.ended in ("left", "over"), row.ended != "replied", -row.last.place if row.last else 0, row.pk
