"""The people in a segment one page after the other, and how many came and went: each from one place in an index."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from suppilo.segments.models import Member, Passage


@dataclass(frozen=True)
class Inside:
    """Somebody who is in a segment, and since when as far as is known."""

    person_id: int
    since: datetime


@dataclass(frozen=True)
class Flow:
    """How often somebody came into a segment and left it in a time."""

    entered: int
    left: int


def roll(
    workspace_id: int, segment: str, *, before: int | None = None, after: int | None = None, limit: int
) -> list[Inside]:
    """Up to `limit` people of a segment, the highest numbers first: next below `before`, or next above `after`."""
    rows = Member.objects.filter(workspace_id=workspace_id, segment=segment)
    if after is not None:
        rows = rows.filter(person_id__gt=after).order_by("person_id")
    else:
        rows = (rows.filter(person_id__lt=before) if before is not None else rows).order_by("-person_id")
    found = dict(rows.values_list("person_id", "first_at")[:limit])
    came = _came(segment, found)
    return [Inside(person, came.get(person, found[person])) for person in sorted(found, reverse=True)]


def _came(segment: str, person_ids: Collection[int]) -> dict[int, datetime]:
    """When each was seen to come in the last time."""
    rows = Passage.objects.filter(person_id__among=set(person_ids), segment=segment, entered=True)
    return dict(rows.order_by().values_list("person_id").annotate(last=Max("at")))


def flow(workspace_id: int, segment: str, since: datetime, until: datetime) -> Flow:
    """Who came and who left from `since` on and before `until`."""
    rows = Passage.objects.filter(workspace_id=workspace_id, segment=segment, at__gte=since, at__lt=until)
    counts = dict(rows.order_by().values_list("entered").annotate(many=Count("*")))
    return Flow(counts.get(True, 0), counts.get(False, 0))
