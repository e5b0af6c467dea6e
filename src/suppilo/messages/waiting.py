"""What waits because its journey stands still."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from suppilo.messages.models import JourneyHold, Outgoing, Status

REASON = "journey_paused"


def held_journeys(workspace_id: int, rows: Iterable[Outgoing]) -> frozenset[str]:
    """The journeys of `rows` that stand still; no query where none of them was sent by one."""
    named = {row.journey for row in rows if row.journey}
    if not named:
        return frozenset()
    found = JourneyHold.objects.filter(workspace_id=workspace_id, journey__in=named)
    return frozenset(found.values_list("journey", flat=True))


def held_by_pause(workspace_id: int) -> QuerySet[Outgoing]:
    """The messages that a pause holds, and that have no time yet at which they go on."""
    return Outgoing.objects.filter(workspace_id=workspace_id, status=Status.HELD, reason=REASON, due_at=None)


def count_held(workspace_id: int, journey: str) -> int:
    """How many messages of the journey a pause holds."""
    return held_by_pause(workspace_id).filter(journey=journey).count()
