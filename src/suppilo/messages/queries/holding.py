"""Why messages were held back, as the facts of a timeline tell it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from suppilo.events.queries import StoredFact
from suppilo.messages.happenings import read_held_key
from suppilo.messages.models import Outgoing, Status
from suppilo.messages.reasons import sentence_as_known

#: What another program said may name the address, which not everybody who reads a timeline may see.
SAID = ("said",)


@dataclass(frozen=True)
class Held:
    """Why, in the active language; whether the message only waits, and until when, where that is known."""

    why: str
    waits: bool
    until: datetime | None


def held_back(workspace_id: int, facts: Iterable[StoredFact]) -> dict[int, Held]:
    """What each `message_held` fact says, by its seq.

    The values of the sentence stand with the message, and are those of its last reason: the words of an earlier one
    name none. One query, none where no message was held back.
    """
    keys = {fact.seq: read_held_key(fact.external_id) for fact in facts if fact.name == "message_held"}
    if not keys:
        return {}
    numbers = {number for number, _ in keys.values() if number}
    rows = {row.pk: row for row in Outgoing.objects.filter(workspace_id=workspace_id, pk__in=numbers)}
    return {fact.seq: _held(fact, *keys[fact.seq], rows) for fact in facts if fact.seq in keys}


def _held(fact: StoredFact, number: int, status: str, rows: dict[int, Outgoing]) -> Held:
    code, row = str(fact.properties.get("reason", "")), rows.get(number)
    if row is not None and row.reason != code:
        row = None
    waits = status == Status.HELD
    until = _instant(fact) or (row.held_until if row and waits else None)
    params = row.reason_params if row else {}
    return Held(sentence_as_known(code, {k: v for k, v in params.items() if k not in SAID}), waits, until)


def _instant(fact: StoredFact) -> datetime | None:
    """Until when, as it was foreseen when the message was held."""
    said = fact.properties.get("until")
    return datetime.fromisoformat(str(said)) if said else None
