"""Taking people in batch by batch: those whose date comes, those of a segment, those whom somebody chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from suppilo.definition.model import Bundle, Journey
from suppilo.foundation import claims
from suppilo.foundation.writing import writing
from suppilo.journeys.calendars import zones_in
from suppilo.journeys.dates import offset_of
from suppilo.journeys.entering import Entry, admit
from suppilo.journeys.models import Intake
from suppilo.journeys.program import journeys_of
from suppilo.journeys.zones import zones_of
from suppilo.people import queries as people
from suppilo.publishing import queries as publishing
from suppilo.segments import queries as segments

#: One batch is one transaction, short enough for SQLite's lock.
BATCH = 200
LEASE = timedelta(minutes=1)


@dataclass(frozen=True)
class Some:
    """The next people of an intake, how many were looked at for them, and where to go on (None: that was all)."""

    people: Sequence[int]
    looked_at: int
    go_on: int | None


def journey_intakes(now: datetime) -> int:
    """Do one batch of an intake; answers how many intakes had something to do."""
    rows = claims.claim(Intake, now=now, limit=1, lease_for=LEASE)
    for row in rows:
        running = publishing.running(row.workspace_id)
        journey = journeys_of(running.bundle).get(row.journey) if running else None
        some = next_people(row, journey, running.bundle) if running and journey else Some((), 0, None)
        _take_in(row, some, now)
    return len(rows)


def next_people(row: Intake, journey: Journey, bundle: Bundle) -> Some:
    """Whom the next batch is about."""
    if "people" in row.who:
        return _chosen([int(one) for one in row.who["people"]], row.cursor)
    if "segment" in row.who:
        return _batch(segments.members_after(row.workspace_id, row.who["segment"], row.cursor, BATCH))
    if "since" in row.who:
        since, until = (datetime.fromisoformat(row.who[name]) for name in ("since", "until"))
        key = str(journey.trigger.date)
        found = people.dated_between(row.workspace_id, key, since, until, after=row.cursor, limit=BATCH)
        return _batch([person for person, _ in found])
    if journey.trigger.segment is not None:
        return _members_there(row, journey.trigger.segment, bundle)
    return _dated(row, journey, bundle) if journey.trigger.date else Some((), 0, None)


def _batch(found: Sequence[int]) -> Some:
    return Some(found, len(found), found[-1] if len(found) == BATCH else None)


def _chosen(everyone: Sequence[int], cursor: int) -> Some:
    """The cursor counts places in the list: people were chosen in any order."""
    some = everyone[cursor : cursor + BATCH]
    return Some(some, len(some), cursor + BATCH if cursor + BATCH < len(everyone) else None)


def _members_there(row: Intake, segment: str, bundle: Bundle) -> Some:
    batch = _batch(segments.members_after(row.workspace_id, segment, row.cursor, BATCH))
    zones = zones_of(batch.people, bundle)
    there = [person for person in batch.people if zones[person].name == row.who["zone"]]
    return Some(there, len(there), batch.go_on)


def _dated(row: Intake, journey: Journey, bundle: Bundle) -> Some:
    home, zone = bundle.business.zone, str(row.who["zone"])
    where = people.Where(zone=zone, others=zones_in(row.workspace_id, home) if zone == home else None)
    day = date.fromisoformat(row.who["day"]) - offset_of(journey.trigger)
    yearly = journey.trigger.repeat == "yearly"
    found, go_on = people.dated_on(
        row.workspace_id, str(journey.trigger.date), day, where, yearly=yearly, after=row.cursor, limit=BATCH
    )
    return Some(found, len(found), go_on)


def _take_in(row: Intake, some: Some, now: datetime) -> None:
    with writing():
        if row.pk not in claims.still_held(Intake, [row]):
            return
        entered = len(admit(row.workspace_id, [_entry(row, person) for person in some.people], now))
        Intake.objects.filter(pk=row.pk).update(
            cursor=row.cursor if some.go_on is None else some.go_on,
            looked_at=row.looked_at + some.looked_at,
            entered=row.entered + entered,
            due_at=None if some.go_on is None else now,
            finished_at=now if some.go_on is None else None,
            who={} if some.go_on is None else row.who,
            lease="",
        )


def _entry(row: Intake, person: int) -> Entry:
    """Of a date or a schedule the day is the key: nobody starts twice for it, in whichever zone they are told to be."""
    day = row.who.get("day")
    key = f"{row.kind}:{day}" if day else f"{row.kind}:{row.pk}"
    return Entry(journey_id=row.journey, person_id=person, key=key, at=row.at, context={"day": day} if day else {})
