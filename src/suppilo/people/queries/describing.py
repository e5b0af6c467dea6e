"""People as somebody at a desk sees them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from suppilo.people.leaving import is_nobody
from suppilo.people.models import Attribute, Identifier, Person
from suppilo.people.queries.resolving import canonical

_NAMES = ("name", "first_name", "last_name")
#: Which identifier says most to a person at a desk.
_TELLING = ("email", "phone", "external")


@dataclass(frozen=True)
class PersonCard:
    """One person in a list. `label` is the name, else the best contact identifier, else "Visitor 12"."""

    id: int
    name: str
    label: str
    email: str
    phone: str
    language: str
    zone: str
    country: str
    origin: str
    created_at: datetime
    external: str = ""


def describe(workspace_id: int, person_ids: Collection[int]) -> dict[int, PersonCard]:
    """Cards of people of this workspace, by the id asked for (a merged one shows whom it became); others left out."""
    whom = canonical(person_ids)
    found = cards(workspace_id, set(whom.values()))
    return {asked: found[owner] for asked, owner in whom.items() if owner in found}


def cards(workspace_id: int, person_ids: Collection[int]) -> dict[int, PersonCard]:
    """Cards of these very entries, merged or not, with what each has of its own."""
    owners = {person.pk: person for person in Person.objects.filter(workspace_id=workspace_id, pk__among=person_ids)}
    identifiers = _identifiers(owners)
    names = _names(owners)
    return {pk: _card(person, identifiers.get(pk, {}), names.get(pk, "")) for pk, person in owners.items()}


def without_contact(card: PersonCard) -> PersonCard:
    """The card for somebody who may not see how to reach people."""
    label = card.label if card.label == card.name and card.name else _visitor(card.id)
    return replace(card, email="", phone="", label=label)


def _visitor(person_id: int) -> str:
    if is_nobody(person_id):
        return _("Erased person")
    return _("Visitor {number}").format(number=person_id)


def _card(person: Person, identifiers: dict[str, str], name: str) -> PersonCard:
    telling = next((identifiers[kind] for kind in _TELLING if kind in identifiers), "")
    return PersonCard(
        id=person.pk,
        name=name,
        label=name or telling or _visitor(person.pk),
        email=identifiers.get("email", ""),
        phone=identifiers.get("phone", ""),
        language=person.language,
        zone=person.zone,
        country=person.country,
        origin=person.origin,
        created_at=person.created_at,
        external=identifiers.get("external", ""),
    )


def _identifiers(owners: Collection[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    rows = Identifier.objects.filter(person_id__among=owners, kind__in=_TELLING).order_by("added_at", "pk")
    for owner, kind, value in rows.values_list("person_id", "kind", "value"):
        found.setdefault(owner, {})[kind] = value
    return found


def _names(owners: Collection[int]) -> dict[int, str]:
    found: dict[int, dict[str, str]] = {}
    rows = Attribute.objects.filter(person_id__among=owners, key__in=_NAMES, position=0)
    for owner, key, text in rows.values_list("person_id", "key", "text"):
        found.setdefault(owner, {})[key] = text
    return {
        owner: known.get("name") or " ".join(known[key] for key in _NAMES[1:] if key in known)
        for owner, known in found.items()
    }
