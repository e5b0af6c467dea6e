"""Whoever answers a message of a journey leaves it, and nothing more of it is sent. Joins a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from suppilo.definition.model import Journey
from suppilo.events.queries import StoredFact
from suppilo.journeys.ending import end
from suppilo.journeys.entering import acts
from suppilo.journeys.leaving import without_leavers
from suppilo.journeys.models import Ended, Enrolment
from suppilo.journeys.program import journeys_of
from suppilo.messages import operations as messages
from suppilo.people import queries as people
from suppilo.publishing import queries as publishing

REPLIED = "message_replied"
#: A (canonical) person and a journey of which they answered a message; when.
Answered = dict[tuple[int, str], datetime]


def stop_answered(workspace_id: int, facts: Sequence[StoredFact], now: datetime) -> None:
    """End the enrolments of those who answered, unless the journey says `stop_on_reply: false`.

    Where the answer makes the goal or the exit true, that is the reason. What waits in the outbox is cancelled, also of
    an enrolment that had come to its end.
    """
    replies = [fact for fact in facts if fact.name == REPLIED and acts(fact) and fact.properties.get("journey")]
    if not replies:
        return
    whom = people.canonical({fact.person_id for fact in replies if fact.person_id is not None})
    answered: Answered = {}
    for fact in replies:
        place = (whom[fact.person_id or 0], str(fact.properties["journey"]))
        answered[place] = max(fact.at, answered.get(place, fact.at))
    everyone = people.aliases(set(whom.values()))
    about = {"workspace_id": workspace_id, "person_id__in": list(everyone), "journey__in": {one for _, one in answered}}
    rows = Enrolment.objects.filter(**about)
    if connection.features.has_select_for_update:  # a step that is being written comes first
        rows = rows.select_for_update()
    inside = [row for row in rows if _counts(row, everyone[row.person_id], answered)]
    for (version, name), some in _by_place(inside).items():
        end(without_leavers(workspace_id, _journeys(version)[name], some, now), "replied", now)
    over = Ended.objects.filter(reason__in=("finished", "stopped"), **about)
    prefixes = {
        f"enrolment:{row.enrolment_id}:": row.person_id
        for row in over
        if _counts(row, everyone[row.person_id], answered)
    }
    if prefixes:
        messages.cancel(workspace_id, key_prefixes=prefixes, reason="replied")


def _counts(row: Enrolment | Ended, owner: int, answered: Answered) -> bool:
    at = answered.get((owner, row.journey))
    journey = _journeys(row.version_id).get(row.journey)
    return at is not None and at >= row.started_at and journey is not None and journey.stop_on_reply


def _journeys(version_id: int) -> dict[str, Journey]:
    return journeys_of(publishing.bundle_of(version_id))


def _by_place(rows: Iterable[Enrolment]) -> dict[tuple[int, str], list[Enrolment]]:
    found: dict[tuple[int, str], list[Enrolment]] = {}
    for row in rows:
        found.setdefault((row.version_id, row.journey), []).append(row)
    return found
