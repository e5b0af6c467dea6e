"""How people are reached, and the proof of what they agreed to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from suppilo.people.models import ConsentRecord, Identifier
from suppilo.people.queries.resolving import aliases, canonical


@dataclass(frozen=True)
class IdentifierCard:
    """One way to recognise a person."""

    kind: str
    value: str
    verified_at: datetime | None
    added_at: datetime


@dataclass(frozen=True)
class Proof:
    """One change of a consent, with the words that were shown."""

    purpose: str
    channel: str
    state: str
    at: datetime
    origin: str
    source: str
    proof: dict[str, Any]


def identifiers_of(person_ids: Collection[int]) -> dict[int, list[IdentifierCard]]:
    """Each person's identifiers, strongest kind first, by the id asked for."""
    whom = canonical(person_ids)
    rows = Identifier.objects.filter(person_id__in=set(whom.values())).order_by("added_at", "pk")
    found: dict[int, list[IdentifierCard]] = {}
    for owner, kind, value, verified_at, added_at in rows.values_list(
        "person_id", "kind", "value", "verified_at", "added_at"
    ):
        found.setdefault(owner, []).append(IdentifierCard(kind, value, verified_at, added_at))
    order = {"email": 0, "phone": 1, "external": 2}
    return {
        asked: sorted(found.get(owner, []), key=lambda card: order.get(card.kind, 3)) for asked, owner in whom.items()
    }


def proofs_of(person_id: int) -> list[Proof]:
    """Every change of this person's consents, newest first, those of merged entries included."""
    rows = ConsentRecord.objects.filter(person_id__in=aliases([person_id])).order_by("-at", "-pk")
    fields = ("purpose", "channel", "state", "at", "origin", "source", "proof")
    return [Proof(*row) for row in rows.values_list(*fields)]
