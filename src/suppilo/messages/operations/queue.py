"""Putting messages into the outbox, and taking back those that have not left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.db.models import Q

from suppilo.definition.model import Message
from suppilo.foundation import ids
from suppilo.foundation.bulk import insert
from suppilo.foundation.writing import writing
from suppilo.messages.finding import find_message
from suppilo.messages.models import Lane, Outgoing, Status
from suppilo.publishing import queries as publishing

BATCH = 500


class UnknownMessage(Exception):
    """A message was to be queued that this version of the definition does not have."""


@dataclass(kw_only=True, slots=True)
class QueueItem:
    """One message to one person. `unique_key` says for what: the same key is never sent twice.

    `context` is available to the text as `cause`; `journey` names the journey that sends, if any. `due_since` is when
    it should have been queued, if that is longer ago: from then on it expires.
    Not frozen: that takes four times as long to make.
    """

    person_id: int
    message_id: str
    unique_key: str
    context: Mapping[str, Any] = field(default_factory=dict)
    origin: str = "live"
    journey: str = ""
    due_since: datetime | None = None


def queue(
    workspace_id: int, *, version_id: int, items: Sequence[QueueItem], now: datetime, lane: Lane | None = None
) -> int:
    """Put messages into the outbox in the caller's transaction and answer how many are new.

    An item whose unique key is known is left as it is. An item of any origin but live is kept as cancelled: what was
    imported or rebuilt is never written to. Raises UnknownMessage with the ids that the version does not have.
    """
    bundle = publishing.bundle_of(version_id)
    messages = {item.message_id: find_message(bundle, item.message_id) for item in items}
    missing = sorted(key for key, message in messages.items() if message is None)
    if missing:
        raise UnknownMessage(
            f"Version {version_id} has no message {', '.join(missing)}: publish a definition that has it."
        )
    alike = {
        key: _alike(workspace_id, version_id, key, message, lane, now)
        for key, message in messages.items()
        if message is not None
    }
    by_message: dict[str, dict[str, QueueItem]] = {}
    for item in items:
        by_message.setdefault(item.message_id, {}).setdefault(item.unique_key, item)
    with writing():
        return sum(_insert(alike[key], list(some.values()), now) for key, some in by_message.items())


@dataclass(frozen=True)
class _Alike:
    """What all rows of one message have in common, by column, and how long each is worth sending."""

    columns: Mapping[str, Any]
    lasts: timedelta | None


#: The columns that are each row's own (`_row`).
_OWN = frozenset(
    {
        "person_id",
        "unique_key",
        "reference",
        "journey",
        "origin",
        "context",
        "status",
        "reason",
        "expires_at",
        "due_at",
    }
)


def _alike(
    workspace_id: int, version_id: int, message_id: str, message: Message, lane: Lane | None, now: datetime
) -> _Alike:
    sample = Outgoing(
        workspace_id=workspace_id,
        version_id=version_id,
        message_id=message_id,
        channel=message.channel,
        purpose=message.purpose,
        lane=_lane(message) if lane is None else lane,
        created_at=now,
    )
    fields = (field.attname for field in Outgoing._meta.concrete_fields if not field.primary_key)
    columns = {name: getattr(sample, name) for name in fields if name not in _OWN}
    return _Alike(columns, message.expires_after)


def _insert(alike: _Alike, items: Sequence[QueueItem], now: datetime) -> int:
    """Answers how many were not there yet."""
    rows = [_row(alike, item, now) for item in items]
    unique = ("workspace_id", "unique_key")
    return sum(
        insert(Outgoing, rows[start : start + BATCH], unique=unique, same=alike.columns)
        for start in range(0, len(rows), BATCH)
    )


def _row(alike: _Alike, item: QueueItem, now: datetime) -> SimpleNamespace:
    live = item.origin == "live"
    return SimpleNamespace(
        person_id=item.person_id,
        unique_key=item.unique_key,
        reference=ids.new_id(),
        journey=item.journey,
        origin=item.origin,
        context=dict(item.context),
        status=Status.QUEUED if live else Status.CANCELLED,
        reason="" if live else "not_live",
        expires_at=(item.due_since or now) + alike.lasts if alike.lasts else None,
        due_at=now if live else None,
    )


def _lane(message: Message) -> Lane:
    if message.lane is None:
        return Lane.TRANSACTIONAL if message.purpose == "service" else Lane.JOURNEY
    return Lane.TRANSACTIONAL if message.lane == "transactional" else Lane.JOURNEY


def cancel(workspace_id: int, *, key_prefixes: Mapping[str, int], reason: str = "journey_over") -> int:
    """Cancel messages that still wait and whose unique key starts with one of `key_prefixes`; answers how many.

    Each prefix names the person for whom they were queued. What is on the wire or has left is not touched.
    """
    over = {"status": Status.CANCELLED, "reason": reason, "due_at": None, "lease": "", "held_until": None}
    return _update(workspace_id, key_prefixes, Q(status__in=(Status.QUEUED, Status.HELD)), over)


def wait_again(workspace_id: int, *, key_prefixes: Mapping[str, int], reason: str, now: datetime) -> int:
    """Let messages that were cancelled for `reason` wait again; answers how many. What has expired is told so later."""
    waits = {"status": Status.QUEUED, "reason": "", "reason_params": {}, "due_at": now, "lease": ""}
    return _update(workspace_id, key_prefixes, Q(status=Status.CANCELLED, reason=reason), waits)


def _update(workspace_id: int, key_prefixes: Mapping[str, int], which: Q, values: Mapping[str, Any]) -> int:
    """Look people's messages up, which an index answers; by the beginning of a key none would."""
    people, prefixes = list(set(key_prefixes.values())), tuple(key_prefixes)
    with writing():
        changed = 0
        for start in range(0, len(people), BATCH):
            rows = Outgoing.objects.filter(
                which, workspace_id=workspace_id, person_id__in=people[start : start + BATCH]
            )
            keys = [pk for pk, key in rows.values_list("pk", "unique_key") if key.startswith(prefixes)]
            changed += Outgoing.objects.filter(which, pk__in=keys).update(**values) if keys else 0
        return changed
