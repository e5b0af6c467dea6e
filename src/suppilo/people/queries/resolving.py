"""Which persons are one, and who has this address."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import F
from django.db.models.functions import Coalesce

from suppilo.people.models import Identifier, Person

#: How each channel reaches people.
CHANNELS = {"email": "email", "sms": "phone", "onsite": "visitor"}


def canonical(person_ids: Iterable[int]) -> dict[int, int]:
    """The person that stands for each of `person_ids`: itself unless it was merged (also if unknown)."""
    ids = set(person_ids)
    found = {one: one for one in ids}
    merged = Person.objects.filter(pk__among=ids, merged_into__isnull=False).values_list("pk", "merged_into_id")
    found.update((pk, into) for pk, into in merged if into is not None)
    return found


def aliases(person_ids: Collection[int]) -> dict[int, int]:
    """Every id under which facts of these (canonical) people may stand, and whom it stands for."""
    found = {one: one for one in person_ids}
    absorbed = Person.objects.filter(merged_into_id__among=set(person_ids)).values_list("pk", "merged_into_id")
    found.update((pk, into) for pk, into in absorbed if into is not None)
    return found


def numbers_of(person_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Every number that stands for each of these (canonical) people, their own included, in order."""
    found: dict[int, list[int]] = {one: [] for one in person_ids}
    for number, owner in sorted(aliases(person_ids).items()):
        found[owner].append(number)
    return {owner: tuple(numbers) for owner, numbers in found.items()}


def find(workspace_id: int, kind: str, value: str) -> int | None:
    """The person with this identifier (`value` normalised), or None."""
    rows = Identifier.objects.filter(workspace_id=workspace_id, kind=kind, value=value)
    return (
        rows.annotate(owner=Coalesce("person__merged_into_id", F("person_id"))).values_list("owner", flat=True).first()
    )


def find_many(workspace_id: int, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The person of each (kind, normalised value) that is known; at most some thousands at a time."""
    values: dict[str, set[str]] = {}
    for kind, value in wanted:
        values.setdefault(kind, set()).add(value)
    found: dict[tuple[str, str], int] = {}
    for kind, some in values.items():
        rows = Identifier.objects.filter(workspace_id=workspace_id, kind=kind, value__in=some)
        owners = rows.annotate(owner=Coalesce("person__merged_into_id", F("person_id"))).values_list("value", "owner")
        found.update(((kind, value), owner) for value, owner in owners)
    return found


def contact(person_ids: Collection[int], channel: str) -> dict[int, str]:
    """The address of each person for a channel (email, sms, onsite), by the id asked for; who has none is left out.

    Of several, a verified one goes first, then the one added last.
    """
    whom = canonical(person_ids)
    rows = Identifier.objects.filter(person_id__among=set(whom.values()), kind=CHANNELS.get(channel, channel))
    best: dict[int, str] = {}
    for owner, value in rows.order_by(F("verified_at").asc(nulls_first=True), "added_at", "pk").values_list(
        "person_id", "value"
    ):
        best[owner] = value
    return {asked: best[owner] for asked, owner in whom.items() if owner in best}


def first_identifiers(person_ids: Collection[int]) -> dict[int, str]:
    """The first identifier by which each of these (canonical) people was seen, as kind:value; who has none is left
    out."""
    rows = Identifier.objects.filter(person_id__among=set(person_ids)).order_by("added_at", "pk")
    found: dict[int, str] = {}
    for owner, kind, value in rows.values_list("person_id", "kind", "value"):
        found.setdefault(owner, f"{kind}:{value}")
    return found


def ids_after(workspace_id: int, after: int, limit: int) -> list[int]:
    """Up to `limit` ids of people of the workspace (merged ones left out) above `after`, in order."""
    rows = Person.objects.filter(workspace_id=workspace_id, merged_into=None, pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def count(workspace_id: int) -> int:
    """How many people there are; who was merged into another counts once."""
    return Person.objects.filter(workspace_id=workspace_id, merged_into=None, pk__gt=0).count()
