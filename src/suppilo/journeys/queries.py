"""Who is inside a journey, and how it went."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from suppilo.journeys.models import Ended, Enrolment
from suppilo.people import queries as people


@dataclass(frozen=True)
class EnrolmentCard:
    """One person's time in one journey. `next_at` is when something happens by itself; `reason` why it ended."""

    journey: str
    person_id: int
    step: str
    waiting_for: str
    started_at: datetime
    next_at: datetime | None
    ended_at: datetime | None = None
    reason: str = ""


def inside(workspace_id: int) -> dict[str, dict[str, int]]:
    """How many people stand at each step now, by journey."""
    rows = Enrolment.objects.filter(workspace_id=workspace_id).values("journey", "step").annotate(many=Count("pk"))
    found: dict[str, dict[str, int]] = {}
    for row in rows.order_by("journey", "step"):
        found.setdefault(row["journey"], {})[row["step"]] = row["many"]
    return found


def journeys_of_people(workspace_id: int, person_ids: Collection[int], *, limit: int = 50) -> list[EnrolmentCard]:
    """The journeys that these people (and those merged into them) are in or were in, newest first."""
    everyone = list(people.aliases(person_ids))
    now_inside = Enrolment.objects.filter(workspace_id=workspace_id, person_id__in=everyone).order_by("-pk")[:limit]
    over = Ended.objects.filter(workspace_id=workspace_id, person_id__in=everyone).order_by("-ended_at")[:limit]
    cards = [
        EnrolmentCard(row.journey, row.person_id, row.step, row.waiting_for, row.started_at, row.due_at)
        for row in now_inside
    ]
    cards += [
        EnrolmentCard(row.journey, row.person_id, row.step, "", row.started_at, None, row.ended_at, row.reason)
        for row in over
    ]
    return sorted(cards, key=lambda card: card.started_at, reverse=True)[:limit]


@dataclass(frozen=True)
class StuckCard:
    """One person who cannot go on in a journey: the step that failed, why (as the program says it) and when."""

    enrolment_id: int
    person_id: int
    journey: str
    step: str
    reason: str
    at: datetime


def count_stuck(workspace_id: int) -> int:
    """How many enrolments cannot go on."""
    return Enrolment.objects.filter(workspace_id=workspace_id).exclude(stuck="").count()


def stuck(workspace_id: int, *, limit: int = 200) -> list[StuckCard]:
    """The enrolments that cannot go on, newest first."""
    rows = Enrolment.objects.filter(workspace_id=workspace_id, stuck_at__isnull=False).exclude(stuck="")
    return [
        StuckCard(row.pk, row.person_id, row.journey, row.step, row.stuck, row.stuck_at)
        for row in rows.order_by("-stuck_at", "-pk")[:limit]
        if row.stuck_at
    ]
