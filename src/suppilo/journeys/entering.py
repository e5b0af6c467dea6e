"""Who starts a journey. Part of the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from suppilo.definition.model import Journey
from suppilo.events import operations as events
from suppilo.events.queries import StoredFact
from suppilo.foundation.turns import Work, take_turn
from suppilo.journeys.again import Former, former_entries, may_enter
from suppilo.journeys.models import Enrolment
from suppilo.journeys.pausing import keep_out
from suppilo.journeys.program import journeys_of, program_of
from suppilo.kernel.conditions import FactView, fact_meets
from suppilo.people import queries as people
from suppilo.publishing import queries as publishing

#: How old a fact may be and still start a journey, unless its trigger says otherwise.
AGE_LIMIT = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Somebody who is to start a journey. `key` names the cause: the same one never starts it twice.

    `at` is when the cause happened, `cause_seq` the fact's number if it was one, `context` what texts may use of it.
    """

    journey_id: str
    person_id: int
    key: str
    at: datetime
    cause_seq: int | None = None
    origin: str = "live"
    context: Mapping[str, Any] = field(default_factory=dict)


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
    return len(admit(workspace_id, list(_wanted(journeys_of(running.bundle), facts, now)), now))


def _wanted(journeys: Mapping[str, Journey], facts: Sequence[StoredFact], now: datetime) -> Iterator[Entry]:
    by_event: dict[str, list[str]] = {}
    for journey_id, journey in journeys.items():
        if journey.trigger.event is not None:
            by_event.setdefault(journey.trigger.event, []).append(journey_id)
    fresh = [fact for fact in facts if fact.name in by_event and acts(fact)]
    whom = people.canonical({fact.person_id for fact in fresh if fact.person_id is not None}) if fresh else {}
    for fact in fresh:
        for journey_id in by_event[fact.name]:
            trigger = journeys[journey_id].trigger
            young = now - fact.at < (trigger.age_limit or AGE_LIMIT)
            if fact.person_id is not None and young and fact_meets(trigger.where, view(fact)):
                yield Entry(
                    journey_id=journey_id,
                    person_id=whom[fact.person_id],
                    key=f"fact:{fact.seq}",
                    at=fact.at,
                    cause_seq=fact.seq,
                    origin=fact.origin,
                    context=dict(fact.properties),
                )


def admit(workspace_id: int, entries: Sequence[Entry], now: datetime) -> list[Enrolment]:
    """Start the running definition's journeys for those whom its `again` lets in; answers the new enrolments.

    An entry for a journey that does not run, or whose key was there before, starts nothing; one for a journey that
    is paused is counted.
    """
    running = publishing.running(workspace_id) if entries else None
    if running is None:
        return []
    # Two causes at one instant are not both to find that the person was never inside.
    take_turn(Work.ENROLLING, workspace_id)
    journeys = journeys_of(running.bundle)
    known = [entry for entry in entries if entry.journey_id in journeys]
    allowed = _allowed(workspace_id, journeys, known, now)
    closed = keep_out(workspace_id, [entry.journey_id for entry in allowed])
    allowed = [entry for entry in allowed if entry.journey_id not in closed]
    rows = [_row(workspace_id, running.version_id, journeys[entry.journey_id], entry, now) for entry in allowed]
    Enrolment.objects.bulk_create(rows)
    if rows:
        events.record(workspace_id, [_started(entry, row) for entry, row in zip(allowed, rows, strict=True)])
    return rows


def _allowed(
    workspace_id: int, journeys: Mapping[str, Journey], entries: Collection[Entry], now: datetime
) -> list[Entry]:
    """Those whom the journey lets in; of several entries of one person in a batch the first goes first."""
    whom = people.canonical({entry.person_id for entry in entries}) if entries else {}
    former = former_entries(workspace_id, {entry.journey_id for entry in entries}, set(whom.values()))
    allowed: list[Entry] = []
    for entry in entries:
        place = (entry.journey_id, whom[entry.person_id])
        before = former.setdefault(place, Former())
        if entry.key not in before.keys and may_enter(journeys[entry.journey_id], before, now):
            before.keys.add(entry.key)
            before.is_inside, before.last = True, now
            allowed.append(entry)
    return allowed


def _row(workspace_id: int, version_id: int, journey: Journey, entry: Entry, now: datetime) -> Enrolment:
    return Enrolment(
        workspace_id=workspace_id,
        version_id=version_id,
        journey=entry.journey_id,
        person_id=entry.person_id,
        entry_key=entry.key,
        cause_seq=entry.cause_seq,
        origin=entry.origin,
        context=dict(entry.context),
        step=program_of(journey).first,
        since=entry.at,
        started_at=now,
        due_at=now,
    )


def _started(entry: Entry, row: Enrolment) -> events.NewFact:
    return events.NewFact(
        name="journey_started",
        person_id=row.person_id,
        at=entry.at,
        properties={"journey": row.journey},
        source="journeys",
        external_id=f"{row.pk}:started",
        origin=row.origin,
    )
