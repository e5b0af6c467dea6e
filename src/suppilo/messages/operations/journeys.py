"""Holding back what a journey has to say, and letting it go on without a blast."""

from __future__ import annotations

from datetime import datetime, timedelta

from suppilo.foundation.writing import writing
from suppilo.messages.models import JourneyHold, Outgoing, Status
from suppilo.messages.waiting import held_by_pause

#: Messages that leave together; the next so many follow when the pace allows it.
TOGETHER = 50


def hold_journey(workspace_id: int, journey: str, *, now: datetime) -> None:
    """From now on the gate holds every message of the journey, as it comes up. What is on the wire leaves.

    Joins the caller's transaction. Safe to repeat.
    """
    with writing():
        JourneyHold.objects.get_or_create(workspace_id=workspace_id, journey=journey, defaults={"since": now})


def let_journey_go(workspace_id: int, journey: str) -> None:
    """The gate holds nothing of the journey any more. What it has held waits until `give_turns` is called."""
    with writing():
        JourneyHold.objects.filter(workspace_id=workspace_id, journey=journey).delete()


def give_turns(
    workspace_id: int, journey: str, *, begin: datetime, per_minute: int, before: int = 0, limit: int
) -> int:
    """Give the next `limit` messages that a pause holds the instant at which they go through the gate again, at most
    `per_minute` from `begin` on; `before` have one already. Answers how many it were."""
    with writing():
        rows = held_by_pause(workspace_id).filter(journey=journey).order_by("pk")
        keys = list(rows.values_list("pk", flat=True)[:limit])
        for start in range(0, len(keys), TOGETHER):
            at = begin + timedelta(minutes=(before + start) / per_minute)
            some = Outgoing.objects.filter(pk__in=keys[start : start + TOGETHER], status=Status.HELD)
            some.update(status=Status.QUEUED, reason="journey_resumed", due_at=at, held_until=None)
    return len(keys)
