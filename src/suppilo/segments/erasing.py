"""Segments at an erasure: an erased person is in none; that somebody came and went still counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from suppilo.foundation.plain import plain_rows
from suppilo.people.ports import Holding, Whose
from suppilo.segments.members import Segments
from suppilo.segments.models import Member, Passage
from suppilo.segments.operations.waking import Wakes


class MemberEraser:
    """The room's part."""

    def holdings(self, whose: Whose) -> Sequence[Holding]:
        """Segments the person is in, and how often they came or went."""
        theirs = {"person_id__in": whose.numbers}
        found = [
            Holding("segments", Member.objects.filter(**theirs).count()),
            Holding("passages", Passage.objects.filter(**theirs).count(), "unlinked"),
        ]
        return [one for one in found if one.count]

    def export(self, whose: Whose) -> Mapping[str, Any]:
        """Both."""
        theirs = {"person_id__in": whose.numbers}
        return {
            "segments": plain_rows(Member.objects.filter(**theirs).order_by("pk"), "segment", "first_at"),
            "passages": plain_rows(Passage.objects.filter(**theirs).order_by("pk"), "segment", "entered", "at"),
        }

    def erase(self, whose: Whose, nobody: int) -> None:
        """Out of every segment; nothing wakes for them."""
        Segments().forget(whose.workspace_id, list(whose.numbers))
        Member.objects.filter(person_id__in=whose.numbers).delete()
        Wakes().forget(list(whose.numbers))
        Passage.objects.filter(person_id__in=whose.numbers).update(person_id=nobody)
