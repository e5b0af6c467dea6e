"""People as an actor may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from suppilo.kernel.text import fold
from suppilo.people.models import Attribute, Identifier, Person
from suppilo.people.queries.describing import PersonCard, describe, without_contact
from suppilo.people.queries.resolving import canonical
from suppilo.team import queries as team
from suppilo.team.ports import Right, Workspace


@dataclass(frozen=True)
class PeoplePage:
    """One page of people, newest first. `total` counts up to 10,000; beyond that it says 10,000."""

    people: tuple[PersonCard, ...]
    page: int
    pages: int
    total: int


_COUNTED = 10_000


def person_for(actor: team.Actor, workspace: Workspace, person_id: int) -> PersonCard:
    """A person of the workspace; one that was merged shows whom it became (compare the id).

    Raises PermissionDenied without the right to see people, Http404 for a person that is not there.
    """
    team.require(actor, workspace, Right.PEOPLE_VIEW)
    card = describe(workspace.pk, [person_id]).get(person_id)
    if card is None:
        raise Http404
    return _as_seen_by(actor, workspace, (card,))[0]


def cards_for(actor: team.Actor, workspace: Workspace, person_ids: Iterable[int]) -> dict[int, PersonCard]:
    """Cards of these (canonical) people; those who were merged or are being erased are left out.

    Raises PermissionDenied without the right to see people.
    """
    team.require(actor, workspace, Right.PEOPLE_VIEW)
    rows = Person.objects.filter(workspace=workspace, merged_into=None, is_leaving=False, pk__among=set(person_ids))
    cards = describe(workspace.pk, [pk for pk in rows.values_list("pk", flat=True) if pk > 0])
    return {card.id: card for card in _as_seen_by(actor, workspace, tuple(cards.values()))}


def people_for(
    actor: team.Actor,
    workspace: Workspace,
    *,
    search: str = "",
    among: Iterable[int] | None = None,
    page: int = 1,
    size: int = 50,
) -> PeoplePage:
    """People of the workspace, newest first. `search` finds the start of an address or key, or a part of the name.

    `among` (ids, or a query for ids) leaves out everybody else.
    Somebody who may not see contact data finds by name only. Raises PermissionDenied without the right to see people.
    """
    team.require(actor, workspace, Right.PEOPLE_VIEW)
    rows = Person.objects.filter(workspace=workspace, merged_into=None, pk__gt=0, is_leaving=False)
    if search.strip():
        rows = rows.filter(_matches(workspace, search, _sees_contact(actor, workspace)))
    if among is not None:
        rows = rows.filter(pk__in=among)
    total = rows.values("pk")[:_COUNTED].count()
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    ids = list(_newest(rows).values_list("pk", flat=True)[(page - 1) * size : page * size])
    cards = describe(workspace.pk, ids)
    return PeoplePage(_as_seen_by(actor, workspace, tuple(cards[pk] for pk in ids)), page, pages, total)


def _newest(rows: QuerySet[Person]) -> QuerySet[Person]:
    return rows.order_by("-created_at", "-pk")


def _matches(workspace: Workspace, search: str, by_contact: bool) -> Q:
    names = Attribute.objects.filter(workspace_id=workspace.pk, key__in=("name", "first_name", "last_name"))
    found = Q(pk__in=names.filter(folded__contains=fold(search.strip())).values("person_id"))
    if by_contact:
        start = search.strip().lower()
        known = Identifier.objects.filter(workspace=workspace, value__startswith=start).exclude(kind="visitor")
        found |= Q(pk__in=known.values("person_id"))
    if search.strip().isdigit():
        found |= Q(pk=canonical([int(search)])[int(search)])
    return found


def _sees_contact(actor: team.Actor, workspace: Workspace) -> bool:
    return Right.PEOPLE_CONTACT_VIEW in team.rights_in(actor, workspace)


def _as_seen_by(actor: team.Actor, workspace: Workspace, cards: tuple[PersonCard, ...]) -> tuple[PersonCard, ...]:
    return cards if _sees_contact(actor, workspace) else tuple(without_contact(card) for card in cards)
