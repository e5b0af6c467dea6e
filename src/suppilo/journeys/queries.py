"""Who is inside a journey, and how it went."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count

from suppilo.definition.model import Bundle, WaitUntil, Window
from suppilo.journeys.asking import Asking, asked
from suppilo.journeys.forecasting import Chosen, Forecast, forecast
from suppilo.journeys.missing import Missed, missed
from suppilo.journeys.models import Ended, Enrolment, Intake
from suppilo.journeys.passing import Passing, passing, step_called
from suppilo.journeys.program import journeys_of, program_of, ways_of
from suppilo.journeys.standing import JourneyCard, PauseCard, StepCount, paused_journeys, standing
from suppilo.journeys.zones import zones_of
from suppilo.people import queries as people
from suppilo.publishing import queries as publishing

__all__ = [
    "asked",
    "Asking",
    "assumed_zone",
    "Chosen",
    "EnrolmentCard",
    "Forecast",
    "IntakeCard",
    "JourneyCard",
    "Missed",
    "Passing",
    "PauseCard",
    "StepCount",
    "StuckCard",
    "count_stuck",
    "forecast",
    "inside",
    "intake",
    "is_anybody_due",
    "journeys_of_people",
    "missed",
    "passing",
    "paused_journeys",
    "standing",
    "step_called",
    "stuck",
    "ways_of",
]


@dataclass(frozen=True)
class EnrolmentCard:
    """One person's time in one journey. `next_at` is when something happens by itself; `reason` why it ended.

    `assumed_zone` is the zone that stands in where the person's own is not known ("" where it is, or is of no account).
    `ways` says of forks behind it which way was taken, counted from 0 (of a `wait_until` 1 for the date that came).
    `stuck` is what the program says of a step that fails; `held_since` since when a pause holds it.
    """

    journey: str
    person_id: int
    step: str
    waiting_for: str
    started_at: datetime
    next_at: datetime | None
    ended_at: datetime | None = None
    reason: str = ""
    assumed_zone: str = ""
    version_id: int = 0
    ways: Mapping[str, int] = field(default_factory=dict)
    stuck: str = ""
    held_since: datetime | None = None


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
    zones = _assumed_zones(now_inside)
    cards = [
        EnrolmentCard(
            row.journey,
            row.person_id,
            row.step,
            row.waiting_for,
            row.started_at,
            row.due_at,
            assumed_zone=zones.get(row.pk, ""),
            version_id=row.version_id,
            ways=_ways(row.ways),
            stuck=row.stuck,
            held_since=row.late_since if row.due_at is None and not row.stuck else None,
        )
        for row in now_inside
    ]
    cards += [
        EnrolmentCard(
            row.journey,
            row.person_id,
            row.step,
            "",
            row.started_at,
            None,
            row.ended_at,
            row.reason,
            version_id=row.version_id,
            ways=_ways(row.ways),
        )
        for row in over
    ]
    return sorted(cards, key=lambda card: card.started_at, reverse=True)[:limit]


def _ways(lines: str) -> dict[str, int]:
    """Of a fork that was come to twice the last time counts."""
    return {fork: int(way) for fork, _, way in (line.partition(" ") for line in lines.splitlines())}


def _assumed_zones(rows: Iterable[Enrolment]) -> dict[int, str]:
    """The business's zone for each enrolment that stands at a step of local time, of a person without a known one."""
    found: dict[int, str] = {}
    for row in rows:
        bundle = publishing.bundle_of(row.version_id)
        journey = journeys_of(bundle).get(row.journey)
        place = program_of(journey).places.get(row.step) if journey else None
        if place is not None and isinstance(place.step, Window | WaitUntil):
            zone = zones_of([row.person_id], bundle)[row.person_id]
            found[row.pk] = zone.name if zone.is_assumed else ""
    return found


def assumed_zone(person_id: int, bundle: Bundle) -> str:
    """The zone that stands in where the person's own is not known, or is none; "" where it is."""
    zone = zones_of([person_id], bundle)[person_id]
    return zone.name if zone.is_assumed else ""


@dataclass(frozen=True)
class IntakeCard:
    """People taken in by hand, a date or a schedule: how many were looked at and how many entered, so far."""

    looked_at: int
    entered: int
    is_finished: bool


def intake(workspace_id: int, number: int) -> IntakeCard | None:
    """How far an intake is; None when there is no such one here."""
    row = Intake.objects.filter(workspace_id=workspace_id, pk=number).first()
    return IntakeCard(row.looked_at, row.entered, row.finished_at is not None) if row else None


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


def is_anybody_due(workspace_id: int, *, now: datetime) -> bool:
    """Whether a step of somebody's is to be taken now."""
    return Enrolment.objects.filter(workspace_id=workspace_id, due_at__lte=now).exists()


def stuck(workspace_id: int, *, limit: int = 200) -> list[StuckCard]:
    """The enrolments that cannot go on, newest first."""
    rows = Enrolment.objects.filter(workspace_id=workspace_id, stuck_at__isnull=False).exclude(stuck="")
    return [
        StuckCard(row.pk, row.person_id, row.journey, row.step, row.stuck, row.stuck_at)
        for row in rows.order_by("-stuck_at", "-pk")[:limit]
        if row.stuck_at
    ]
