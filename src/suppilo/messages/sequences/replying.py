"""Whoever answers a message of a sequence leaves it, and nothing more of it is sent. Joins a transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from suppilo.events.queries import StoredFact
from suppilo.messages.models import Outgoing, Status
from suppilo.messages.sequences.course import SEQUENCE, journey_name
from suppilo.messages.sequences.rows import Follower, Standing
from suppilo.messages.sequences.rows import Sequence as Row
from suppilo.people import queries as people

REPLIED = "message_replied"


def stop_answered(facts: Sequence[StoredFact], now: datetime) -> None:
    """End the way of those who answered, unless the sequence goes on after an answer.

    What waits in the outbox is cancelled, also for who had come to the end. What a program answered is no such fact.
    """
    replies = [fact for fact in facts if is_answer(fact)]
    if not replies:
        return
    whom = people.canonical({fact.person_id for fact in replies if fact.person_id is not None})
    workspaces = {fact.workspace_id for fact in replies}
    rows = Row.objects.filter(workspace_id__in=workspaces, stops_on_reply=True)
    for row in rows.exclude(standing__in=(Standing.DRAFT, Standing.ENDED)):
        name = journey_name(row.pk)
        mine = [one for one in replies if (one.workspace_id, one.properties.get("journey")) == (row.workspace_id, name)]
        if mine:
            _stop(row, set(people.aliases({whom[one.person_id or 0] for one in mine})), now)


def is_answer(fact: StoredFact) -> bool:
    """Whether a person answered a message of a sequence, now and not in what was brought in."""
    own = str(fact.properties.get("journey", "")).startswith(SEQUENCE)
    lives = fact.origin == "live" and fact.traffic == "person" and (fact.person_id or 0) > 0
    return fact.name == REPLIED and own and lives


def _stop(row: Row, whose: Collection[int], now: datetime) -> None:
    """First how far they are, which waits for a step that is being written; then what that has put into the outbox."""
    going = Follower.objects.filter(sequence=row, person_id__among=set(whose), ended="")
    going.update(ended="replied", ended_at=now, due_at=None, next=None, late_since=None)
    waiting = Outgoing.objects.filter(
        workspace_id=row.workspace_id,
        person_id__among=set(whose),
        journey=journey_name(row.pk),
        status__in=(Status.QUEUED, Status.HELD),
    )
    waiting.update(status=Status.CANCELLED, reason="replied", due_at=None, lease="", held_until=None)
