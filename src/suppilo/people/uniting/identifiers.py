"""Identifiers at a merge: they move to whom is kept, and those that are still there go back."""

from __future__ import annotations

from collections.abc import Collection

from suppilo.people.models import Identifier, Person


def move(kept: Person, absorbed: Person) -> list[int]:
    """Give every identifier of `absorbed` to `kept`; answers their row numbers."""
    rows = Identifier.objects.filter(person=absorbed)
    moved = list(rows.order_by("pk").values_list("pk", flat=True))
    rows.update(person=kept)
    return moved


def going_back(kept: int, moved: Collection[int]) -> list[tuple[str, str]]:
    """The (kind, value) of those that would go back: a device that somebody else uses by now stays with them."""
    rows = Identifier.objects.filter(person_id=kept, pk__in=list(moved)).order_by("pk")
    return list(rows.values_list("kind", "value"))


def move_back(kept: int, absorbed: int, moved: Collection[int]) -> None:
    """Undo `move` for the identifiers that `kept` still has."""
    Identifier.objects.filter(person_id=kept, pk__in=list(moved)).update(person_id=absorbed)
