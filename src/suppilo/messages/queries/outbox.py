"""What people got, what waits, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from suppilo.messages.models import Outgoing, Status
from suppilo.messages.reasons import sentence
from suppilo.people import queries as people


@dataclass(frozen=True)
class MessageCard:
    """One message to one person, told in the active language. `until` is when a held message is looked at again."""

    id: int
    person_id: int
    message_id: str
    channel: str
    journey: str
    status: str
    status_words: str
    reason: str
    why: str
    until: datetime | None
    attempts: int
    created_at: datetime
    sent_at: datetime | None


def messages_of(
    workspace_id: int, person_ids: Collection[int], *, message_id: str = "", limit: int = 100
) -> list[MessageCard]:
    """What was to be said to these people (and those merged into them), newest first; only one message, if given."""
    everyone = people.aliases(person_ids)
    rows = Outgoing.objects.filter(workspace_id=workspace_id, person_id__in=list(everyone))
    if message_id:
        rows = rows.filter(message_id=message_id)
    return _cards(rows.order_by("-pk")[:limit])


def outbox(
    workspace_id: int, *, status: str = "", journey: str = "", limit: int = 100, before: int | None = None
) -> list[MessageCard]:
    """The newest messages of a workspace, newest first: only of one `status` or `journey`, only before a number."""
    rows = Outgoing.objects.filter(workspace_id=workspace_id)
    if journey:
        rows = rows.filter(journey=journey)
    if status:
        rows = rows.filter(status=status)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return _cards(rows.order_by("-pk")[:limit])


def statuses() -> list[tuple[str, str]]:
    """Every status a message can have, with its words in the active language."""
    return [(status.value, str(status.label)) for status in Status]


def unknown_messages(workspace_id: int, *, limit: int = 100) -> list[MessageCard]:
    """Messages of which nobody knows whether they arrived, newest first. They are never sent again by themselves."""
    rows = Outgoing.objects.filter(workspace_id=workspace_id, status=Status.UNKNOWN)
    return _cards(rows.order_by("-created_at")[:limit])


def counts(workspace_id: int, *, message_ids: Collection[str] | None = None) -> dict[str, dict[str, int]]:
    """How many messages stand in each status, by message."""
    rows = Outgoing.objects.filter(workspace_id=workspace_id)
    if message_ids is not None:
        rows = rows.filter(message_id__in=message_ids)
    found: dict[str, dict[str, int]] = {}
    for row in rows.values("message_id", "status").annotate(many=Count("pk")).order_by("message_id", "status"):
        found.setdefault(row["message_id"], {})[row["status"]] = row["many"]
    return found


def count_waiting(workspace_id: int, *, key_prefixes: Sequence[str], cancelled_for: str = "") -> int:
    """How many messages `cancel` would take back, or with `cancelled_for` how many `wait_again` would let go on."""
    rows = Outgoing.objects.filter(workspace_id=workspace_id)
    if cancelled_for:
        rows = rows.filter(status=Status.CANCELLED, reason=cancelled_for)
    else:
        rows = rows.filter(status__in=(Status.QUEUED, Status.HELD))
    return sum(rows.filter(unique_key__startswith=prefix).count() for prefix in key_prefixes)


def count_too_late(workspace_id: int, journey: str, *, since: datetime | None = None) -> int:
    """How many messages of a journey came too late and were not sent; with `since` those whose time ended after it."""
    rows = Outgoing.objects.filter(workspace_id=workspace_id, status=Status.EXPIRED, journey=journey)
    return (rows.filter(expires_at__gte=since) if since else rows).count()


def _cards(rows: Iterable[Outgoing]) -> list[MessageCard]:
    return [
        MessageCard(
            id=row.pk,
            person_id=row.person_id,
            message_id=row.message_id,
            channel=row.channel,
            journey=row.journey,
            status=row.status,
            status_words=str(Status(row.status).label),
            reason=row.reason,
            why=sentence(row.reason, row.reason_params),
            until=row.held_until or (row.due_at if row.status == Status.QUEUED and row.reason else None),
            attempts=row.attempts,
            created_at=row.created_at,
            sent_at=row.sent_at,
        )
        for row in rows
    ]
