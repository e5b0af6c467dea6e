"""Who starts a journey because of a batch of facts. Part of the reader's transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from suppilo.definition.model import Journey
from suppilo.events import operations as events
from suppilo.events.queries import StoredFact
from suppilo.journeys.models import Ended, Enrolment
from suppilo.journeys.program import journeys_of, program_of
from suppilo.kernel.conditions import FactView, fact_meets
from suppilo.people import queries as people
from suppilo.publishing import queries as publishing

#: How old a fact may be and still start a journey, unless its trigger says otherwise.
AGE_LIMIT = timedelta(hours=24)


@dataclass(frozen=True)
class _Entry:
    journey_id: str
    journey: Journey
    person_id: int
    fact: StoredFact


def acts(fact: StoredFact) -> bool:
    """Whether a fact may start or wake anything: live, about a person not erased, and not the doing of a machine."""
    return fact.origin == "live" and fact.person_id is not None and fact.person_id > 0 and fact.traffic == "person"


def view(fact: StoredFact) -> FactView:
    """The fact as conditions see it."""
    return FactView(fact.seq, fact.name, fact.at, fact.properties, fact.folded)


def enter(workspace_id: int, facts: Sequence[StoredFact], now: datetime) -> int:
    """Start an enrolment for every fact that triggers a journey of the running definition; answers how many.

    Only live facts younger than the trigger's age limit start anything, and each at most once.
    """
    running = publishing.running(workspace_id)
    if running is None:
        return 0
    wanted = list(_wanted(journeys_of(running.bundle), facts, now))
    if not wanted:
        return 0
    allowed = _allowed(workspace_id, wanted)
    rows = [_row(workspace_id, running.version_id, entry, now) for entry in allowed]
    Enrolment.objects.bulk_create(rows)
    started = [_started(entry, row) for entry, row in zip(allowed, rows, strict=True)]
    events.record(workspace_id, started)
    return len(rows)


def _wanted(journeys: Mapping[str, Journey], facts: Sequence[StoredFact], now: datetime) -> Iterator[_Entry]:
    fresh = [fact for fact in facts if acts(fact)]
    whom = people.canonical({fact.person_id for fact in fresh if fact.person_id is not None})
    for fact in fresh:
        for journey_id, journey in journeys.items():
            trigger = journey.trigger
            if trigger.event != fact.name or fact.person_id is None:
                continue
            young = now - fact.at < (trigger.age_limit or AGE_LIMIT)
            if young and fact_meets(trigger.where, view(fact)):
                yield _Entry(journey_id, journey, whom[fact.person_id], fact)


def _allowed(workspace_id: int, wanted: Sequence[_Entry]) -> list[_Entry]:
    """Those whom the journey's `again` rule lets in: nobody twice at once, and with `never` nobody a second time."""
    everyone = people.aliases({entry.person_id for entry in wanted})
    about = {
        "workspace_id": workspace_id,
        "person_id__in": list(everyone),
        "journey__in": {entry.journey_id for entry in wanted},
    }
    inside = {(j, everyone[p]) for j, p in Enrolment.objects.filter(**about).values_list("journey", "person_id")}
    before = {(j, everyone[p]) for j, p in Ended.objects.filter(**about).values_list("journey", "person_id")}
    allowed: list[_Entry] = []
    for entry in wanted:
        place = (entry.journey_id, entry.person_id)
        if place in inside or (entry.journey.again == "never" and place in before):
            continue
        inside.add(place)
        allowed.append(entry)
    return allowed


def _row(workspace_id: int, version_id: int, entry: _Entry, now: datetime) -> Enrolment:
    return Enrolment(
        workspace_id=workspace_id,
        version_id=version_id,
        journey=entry.journey_id,
        person_id=entry.person_id,
        entry_key=f"fact:{entry.fact.seq}",
        cause_seq=entry.fact.seq,
        origin=entry.fact.origin,
        context=dict(entry.fact.properties),
        step=program_of(entry.journey).first,
        since=entry.fact.at,
        started_at=now,
        due_at=now,
    )


def _started(entry: _Entry, row: Enrolment) -> events.NewFact:
    return events.NewFact(
        name="journey_started",
        person_id=row.person_id,
        at=entry.fact.at,
        properties={"journey": row.journey},
        source="journeys",
        external_id=f"{row.pk}:started",
        origin=row.origin,
    )
