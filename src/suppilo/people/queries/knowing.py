"""What is known of people, in sets."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from suppilo.people.casting import Cell, spell
from suppilo.people.models import Attribute, Consent, ConsentRecord, Person
from suppilo.people.queries.resolving import canonical


@dataclass(frozen=True)
class ConsentState:
    """What a person agrees to now for one purpose and channel."""

    purpose: str
    channel: str
    state: str
    at: datetime


def attributes_of(person_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Each person's attributes as plain values, by the id asked for."""
    whom = canonical(person_ids)
    rows = Attribute.objects.filter(person_id__among=set(whom.values())).order_by("person_id", "key", "position")
    cells: dict[tuple[int, str], tuple[str, list[Cell]]] = {}
    fields = ("person_id", "key", "kind", "text", "folded", "number", "instant", "flag")
    for owner, key, kind, text, folded, number, instant, flag in rows.values_list(*fields):
        cells.setdefault((owner, key), (kind, []))[1].append(Cell(text, folded, number, instant, flag))
    known: dict[int, dict[str, Any]] = {}
    for (owner, key), (kind, some) in cells.items():
        known.setdefault(owner, {})[key] = spell(kind, some)
    return {asked: known.get(owner, {}) for asked, owner in whom.items()}


def attribute_values(workspace_id: int, key: str) -> dict[int, Any]:
    """One attribute of everybody who has it, by canonical person: for breakdowns over many."""
    rows = Attribute.objects.filter(workspace_id=workspace_id, key=key, person__merged_into=None)
    cells: dict[int, tuple[str, list[Cell]]] = {}
    fields = ("person_id", "kind", "text", "folded", "number", "instant", "flag")
    for owner, kind, *values in rows.order_by("person_id", "position").values_list(*fields):
        cells.setdefault(owner, (kind, []))[1].append(Cell(*values))
    return {owner: spell(kind, some) for owner, (kind, some) in cells.items()}


def own_values(workspace_id: int, key: Literal["country", "language", "origin"]) -> dict[int, str]:
    """What a person's own row says, of everybody who says it, by canonical person: for breakdowns over many."""
    rows = Person.objects.filter(workspace_id=workspace_id, merged_into=None).exclude(**{key: ""})
    return dict(rows.values_list("pk", key))


def zones(person_ids: Collection[int]) -> dict[int, str]:
    """Each person's time zone as it was told ("" when it was not), by the id asked for."""
    whom = canonical(person_ids)
    own = dict(Person.objects.filter(pk__among=set(whom.values())).values_list("pk", "zone"))
    return {asked: own.get(owner, "") for asked, owner in whom.items()}


def consents_of(person_ids: Collection[int]) -> dict[int, list[ConsentState]]:
    """Each person's consents as they stand, by the id asked for."""
    whom = canonical(person_ids)
    rows = Consent.objects.filter(person_id__among=set(whom.values())).order_by("purpose", "channel")
    known: dict[int, list[ConsentState]] = {}
    for owner, purpose, channel, state, at in rows.values_list("person_id", "purpose", "channel", "state", "at"):
        known.setdefault(owner, []).append(ConsentState(purpose, channel, state, at))
    return {asked: known.get(owner, []) for asked, owner in whom.items()}


def count_withdrawn(workspace_id: int, *, message: str) -> int:
    """How many people withdrew a consent by the link in this message."""
    rows = ConsentRecord.objects.filter(workspace_id=workspace_id, state="withdrawn", source="messages")
    return rows.filter(proof__message=message).values("person_id").distinct().count()
