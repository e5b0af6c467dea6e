"""Journeys that start by a date or a schedule: when it is time, an intake is made for each zone in which it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from suppilo.definition.model import Bundle, Journey
from suppilo.foundation import claims
from suppilo.foundation.writing import writing
from suppilo.journeys.dates import offset_of
from suppilo.journeys.entering import AGE_LIMIT
from suppilo.journeys.localtime import is_zone
from suppilo.journeys.models import Calendar, Intake
from suppilo.journeys.occasions import Occasion, next_occasion, occasions
from suppilo.journeys.program import journeys_of
from suppilo.people import queries as people
from suppilo.publishing import queries as publishing

BATCH = 8
LEASE = timedelta(minutes=1)
#: A zone or a date that became known after the last look is seen at the next one, at the latest after this.
LOOK_AGAIN = timedelta(hours=1)
LOOK_AGAIN_FOR_INSTANTS = timedelta(minutes=5)
#: Intakes of dates and schedules that are done are forgotten after this.
FORGET_AFTER = timedelta(days=30)


def keep_calendars(workspace_id: int, bundle: Bundle, now: datetime) -> None:
    """A calendar for each journey of the definition that starts by itself, and for no other. Joins a transaction."""
    wanted = {key for key, journey in journeys_of(bundle).items() if journey.trigger.kind in ("date", "schedule")}
    rows = Calendar.objects.filter(workspace_id=workspace_id)
    rows.exclude(journey__in=wanted).delete()
    rows.update(due_at=now, lease="")  # the time of day may be another now
    new = [Calendar(workspace_id=workspace_id, journey=key, through=now, due_at=now) for key in sorted(wanted)]
    Calendar.objects.bulk_create(new, ignore_conflicts=True)


def journey_calendars(now: datetime) -> int:
    """Look at the calendars that are due; answers how many."""
    rows = claims.claim(Calendar, now=now, limit=BATCH, lease_for=LEASE)
    for row in rows:
        running = publishing.running(row.workspace_id)
        journey = journeys_of(running.bundle).get(row.journey) if running else None
        if running is None or journey is None or journey.trigger.kind not in ("date", "schedule"):
            Calendar.objects.filter(pk=row.pk, lease=row.lease).delete()
        elif by_instant(journey, running.bundle):
            _look_at_instants(row, journey, now)
        else:
            _look_at_days(row, journey, running.bundle.business.zone, now)
    return len(rows)


def by_instant(journey: Journey, bundle: Bundle) -> bool:
    """Whether the journey starts at instants as they are, not at a time of day."""
    trigger = journey.trigger
    is_instant = trigger.date is not None and bundle.attributes.get(trigger.date) == "instant"
    return is_instant and trigger.at is None and trigger.repeat != "yearly"


def zones_in(workspace_id: int, home: str) -> list[str]:
    """The zones in which people of the workspace are, the business's among them."""
    return sorted({home, *filter(is_zone, people.zones_told(workspace_id))})


def _look_at_days(row: Calendar, journey: Journey, home: str, now: datetime) -> None:
    zones = zones_in(row.workspace_id, home)
    limit = journey.trigger.age_limit or AGE_LIMIT
    since = max(row.through, now - limit)
    found = [one for zone in zones for one in occasions(journey.trigger, zone, since, now)]
    following = min(next_occasion(journey.trigger, zone, now) for zone in zones)
    _turn_page(row, list(_intakes_of(row, journey, found, now)), min(following, now + LOOK_AGAIN), now)


def _intakes_of(row: Calendar, journey: Journey, found: list[Occasion], now: datetime) -> Iterator[Intake]:
    for one in found:
        who = {"day": one.day.isoformat(), "zone": one.zone}
        yield _intake(row, journey, f"{one.day}:{one.zone}"[:64], who, one.at, now)


def _look_at_instants(row: Calendar, journey: Journey, now: datetime) -> None:
    key, offset = str(journey.trigger.date), offset_of(journey.trigger)
    since = max(row.through, now - (journey.trigger.age_limit or AGE_LIMIT))
    found = []
    if people.dated_between(row.workspace_id, key, since - offset, now - offset, after=0, limit=1):
        who = {"since": (since - offset).isoformat(), "until": (now - offset).isoformat()}
        found.append(_intake(row, journey, f"until:{now.isoformat()}", who, now, now))
    following = people.next_instant(row.workspace_id, key, now - offset)
    latest = now + LOOK_AGAIN_FOR_INSTANTS
    _turn_page(row, found, min(following + offset, latest) if following else latest, now)


def _intake(row: Calendar, journey: Journey, key: str, who: dict[str, str], at: datetime, now: datetime) -> Intake:
    kind = journey.trigger.kind
    return Intake(
        workspace_id=row.workspace_id,
        journey=row.journey,
        kind=kind,
        key=f"{kind}:{key}"[:64],
        who=who,
        at=at,
        due_at=now,
    )


def _turn_page(row: Calendar, intakes: list[Intake], due_at: datetime, now: datetime) -> None:
    with writing():
        if row.pk not in claims.still_held(Calendar, [row]):
            return
        Intake.objects.bulk_create(intakes, ignore_conflicts=True)
        over = Intake.objects.filter(workspace_id=row.workspace_id, journey=row.journey)
        over.exclude(kind="asked").filter(finished_at__lt=now - FORGET_AFTER).delete()
        Calendar.objects.filter(pk=row.pk).update(through=now, due_at=due_at, lease="")
