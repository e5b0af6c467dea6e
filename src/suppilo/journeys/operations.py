"""What others may ask of journeys."""

from __future__ import annotations

from collections.abc import Collection

from suppilo.foundation import clock
from suppilo.foundation.writing import writing
from suppilo.journeys.errors import JourneyPaused, NoSuchJourney, NoSuchSegment
from suppilo.journeys.forecasting import Chosen, journey_called
from suppilo.journeys.models import Enrolment, Intake, Pause
from suppilo.journeys.pausing import paused
from suppilo.messages import operations as messages
from suppilo.people import queries as people

__all__ = [
    "Chosen",
    "JourneyPaused",
    "NoSuchJourney",
    "NoSuchSegment",
    "enrol",
    "pause",
    "resume",
    "try_again",
]


def try_again(workspace_id: int, *, enrolment_ids: Collection[int] | None = None) -> int:
    """Let enrolments that are stuck (all of them when None) take their step again now; answers how many."""
    stuck = Enrolment.objects.filter(workspace_id=workspace_id).exclude(stuck="")
    if enrolment_ids is not None:
        stuck = stuck.filter(pk__in=list(enrolment_ids))
    with writing():
        return stuck.update(tries=0, stuck="", stuck_at=None, due_at=clock.now())


def enrol(workspace_id: int, journey: str, chosen: Chosen, *, key: str, user_id: int | None = None) -> int:
    """Ask for people to start a journey, whatever its trigger, as far as its `again` lets them in; answers the number
    of the intake, which the worker does batch by batch.

    Meant by somebody, it works for imported people too. The same `key` (up to 50 characters) asks for it once.
    Numbers that are nobody's here are left out. Raises NoSuchJourney, NoSuchSegment and JourneyPaused.
    """
    now = clock.now()
    journey_called(workspace_id, journey, chosen)
    if paused(workspace_id, [journey]):
        raise JourneyPaused(journey)
    here = sorted(pk for pk in people.describe(workspace_id, chosen.people) if pk > 0) if chosen.people else []
    who = {"segment": chosen.segment} if chosen.segment else {"people": here}
    with writing():
        row, _ = Intake.objects.get_or_create(
            workspace_id=workspace_id,
            journey=journey,
            key=f"asked:{key}"[:64],
            defaults={"kind": "asked", "who": who, "at": now, "due_at": now, "user_id": user_id},
        )
    return row.pk


def pause(workspace_id: int, journey: str, *, user_id: int | None = None) -> bool:
    """Let a journey stand still: nobody enters, whoever is due is held, and what it has in the outbox waits.

    What is on the wire just now leaves. False when it is paused already. Raises NoSuchJourney.
    """
    journey_called(workspace_id, journey, Chosen())
    now = clock.now()
    with writing():
        Pause.objects.filter(workspace_id=workspace_id, journey=journey, due_at__isnull=False).update(due_at=None)
        _, is_new = Pause.objects.get_or_create(
            workspace_id=workspace_id, journey=journey, resumed_at=None, defaults={"since": now, "user_id": user_id}
        )
        messages.hold_journey(workspace_id, journey, now=now)
    return is_new


def resume(workspace_id: int, journey: str, *, per_minute: int = 600) -> bool:
    """Let a paused journey go on: new ones enter at once; messages that were held, and then people, at most
    `per_minute` (1 or more).

    A message whose time has expired meanwhile is not sent, and that is said. False when it is not paused.
    """
    standing = Pause.objects.filter(workspace_id=workspace_id, journey=journey, resumed_at=None)
    now = clock.now()
    with writing():
        messages.let_journey_go(workspace_id, journey)
        return bool(standing.update(resumed_at=now, due_at=now, per_minute=max(1, per_minute)))
