"""Putting messages into the outbox, and taking back those that have not left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q

from suppilo.definition.model import Message
from suppilo.foundation import clock, ids
from suppilo.foundation.bulk import insert
from suppilo.foundation.writing import writing
from suppilo.messages.finding import find_message
from suppilo.messages.models import Lane, Outgoing, Status
from suppilo.messages.notices.lapsing import withdraw
from suppilo.publishing import queries as publishing

BATCH = 500


class UnknownMessage(Exception):
    """A message was to be queued that this version of the definition does not have."""


@dataclass(kw_only=True, slots=True)
class QueueItem:
    """One message to one person. `unique_key` says for what: the same key is never sent twice.

    `context` is available to the text as `cause`; `journey` names the journey that sends, if any. `due_since` is when
    it should have been queued, if that is longer ago: from then on it expires. Not frozen: that takes four times as
    long to make.
    """

    person_id: int
    message_id: str
    unique_key: str
    context: Mapping[str, Any] = field(default_factory=dict)
    origin: str = "live"
    journey: str = ""
    due_since: datetime | None = None
    reference: str = field(default_factory=ids.new_id)


def queue(
    workspace_id: int, *, version_id: int, items: Sequence[QueueItem], now: datetime, lane: Lane | None = None
) -> int:
    """Put messages into the outbox in the caller's transaction and answer how many are new.

    An item whose unique key is known is left as it is. An item of any origin but live is kept as cancelled: what was
    imported or rebuilt is never written to. Raises UnknownMessage with the ids that the version does not have.
    """
    bundle = publishing.bundle_of(version_id)
    messages = {key: find_message(bundle, key) for key in {item.message_id for item in items}}
    missing = sorted(key for key, message in messages.items() if message is None)
    if missing:
        raise UnknownMessage(
            f"Version {version_id} has no message {', '.join(missing)}: publish a definition that has it."
        )
    place = {"workspace_id": workspace_id, "version_id": version_id}
    alike: dict[_Kind, dict[str, QueueItem]] = {}
    for item in items:
        kind = _Kind(item.message_id, item.origin == "live", item.due_since)
        alike.setdefault(kind, {}).setdefault(item.unique_key, item)
    with writing():
        return sum(
            _insert(_columns(kind, message, lane, now) | place, list(some.values()))
            for kind, some in alike.items()
            if (message := messages[kind.message_id]) is not None
        )


class _Kind(NamedTuple):
    """Items that differ only in what is each item's own."""

    message_id: str
    is_live: bool
    due_since: datetime | None


#: The columns that are each item's own.
_OWN = frozenset({"id", "person_id", "unique_key", "context", "origin", "journey", "reference"})


def _columns(kind: _Kind, message: Message, lane: Lane | None, now: datetime) -> dict[str, Any]:
    """What all items of a kind have in common."""
    sample = Outgoing(
        message_id=kind.message_id,
        channel=message.channel,
        purpose=message.purpose,
        lane=_lane(message) if lane is None else lane,
        created_at=now,
        status=Status.QUEUED if kind.is_live else Status.CANCELLED,
        reason="" if kind.is_live else "not_live",
        expires_at=(kind.due_since or now) + message.expires_after if message.expires_after else None,
        due_at=now if kind.is_live else None,
    )
    names = (field.attname for field in Outgoing._meta.concrete_fields)
    return {name: getattr(sample, name) for name in names if name not in _OWN}


def _insert(columns: Mapping[str, Any], items: Sequence[QueueItem]) -> int:
    """Answers how many were not there yet."""
    unique = ("workspace_id", "unique_key")
    return sum(
        insert(Outgoing, items[start : start + BATCH], unique=unique, same=columns)
        for start in range(0, len(items), BATCH)
    )


def _lane(message: Message) -> Lane:
    if message.lane is None:
        return Lane.TRANSACTIONAL if message.purpose == "service" else Lane.JOURNEY
    return Lane.TRANSACTIONAL if message.lane == "transactional" else Lane.JOURNEY


def cancel(workspace_id: int, *, key_prefixes: Mapping[str, int], reason: str = "journey_over") -> int:
    """Cancel messages that still wait and whose unique key starts with one of `key_prefixes`; answers how many.

    Each prefix names the person for whom they were queued. What is on the wire or has left is not touched; what waits
    for somebody's next page view has not left yet.
    """
    over = {"status": Status.CANCELLED, "reason": reason, "due_at": None, "lease": "", "held_until": None}
    with writing():
        taken_down = withdraw(workspace_id, key_prefixes, reason, clock.now())
        return taken_down + _update(workspace_id, key_prefixes, Q(status__in=(Status.QUEUED, Status.HELD)), over)


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
