"""Members follow a new version of the definition."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from suppilo.definition.model import Bundle
from suppilo.publishing.ports import Movement
from suppilo.segments.members import PREFIX
from suppilo.segments.models import Member, Passage
from suppilo.segments.operations.moving import changed_nodes, move_everybody
from suppilo.segments.ports import Occasion
from suppilo.segments.telling import Passing, tell


class SegmentMover:
    """Brings the members of changed segments up to date; whose name is gone has no members."""

    def count(self, workspace_id: int, old: Bundle | None, new: Bundle, now: datetime) -> list[Movement]:
        """Segments are groups, not places: only those that go are told, with how many were in them."""
        gone = set(old.segments) - set(new.segments) if old else set()
        found = []
        for segment in sorted(gone):
            people = Member.objects.filter(workspace_id=workspace_id, segment=segment).count()
            if people:
                found.append(Movement("segment", segment, "stop", people))
        return found

    def move(
        self, workspace_id: int, version_id: int, old: Bundle | None, new: Bundle, cursor: dict[str, Any], now: datetime
    ) -> tuple[dict[str, Any] | None, int]:
        """The next batch of people."""
        keys = changed_nodes(old, new, "segments")
        gone = set(old.segments) - set(new.segments) if old else set()
        if not keys and not gone:
            return None, 0
        moved = 0
        occasion = Occasion(workspace_id, new, now, version_id)

        def leave(ids: list[int]) -> None:
            nonlocal moved
            rows = Member.objects.filter(workspace_id=workspace_id, segment__in=gone, person_id__in=ids)
            left = [
                Passage(workspace_id=workspace_id, person_id=owner, segment=segment, entered=False, at=now)
                for owner, segment in rows.values_list("person_id", "segment")
            ]
            Passage.objects.bulk_create(left)
            tell(occasion, [Passing(one.person_id, one.segment, False, now, "migration") for one in left])
            rows.delete()
            moved += len(left)

        return move_everybody(occasion, {key for key in keys if key.startswith(PREFIX)}, cursor, also=leave), moved
