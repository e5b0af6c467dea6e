"""What is held of a person: for a copy, and to see beforehand what an erasure does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from suppilo.foundation.plain import plain
from suppilo.people.erasing import LogEraser, PeopleEraser
from suppilo.people.leaving import Eraser, Holding, Whose, erasers
from suppilo.people.models import Erasure, Identifier
from suppilo.people.queries.resolving import canonical, numbers_of

FORMAT = "suppilo-person/1"


@dataclass(frozen=True)
class ErasurePreview:
    """What every room holds of a (canonical) person, by room, and what becomes of it."""

    person_id: int
    holdings: Mapping[str, tuple[Holding, ...]]


def all_erasers() -> dict[str, Eraser]:
    """This room's, the log's, and those of the rooms above."""
    return {"people": PeopleEraser(), "events": LogEraser(), **erasers()}


def whose(workspace_id: int, person_id: int, now: datetime) -> Whose:
    """Everything that stands for a person (by any of their numbers)."""
    owner = canonical([person_id])[person_id]
    numbers = numbers_of([owner])[owner]
    rows = Identifier.objects.filter(workspace_id=workspace_id, person_id__in=numbers).order_by("pk")
    contacts = tuple(rows.values_list("kind", "value"))
    return Whose(workspace_id=workspace_id, person_id=owner, numbers=numbers, contacts=contacts, now=now)


def preview_erasure(workspace_id: int, person_id: int, *, now: datetime) -> ErasurePreview:
    """What `operations.erase_person` would remove, leave to be counted, and keep by law until when."""
    who = whose(workspace_id, person_id, now)
    found = {name: tuple(eraser.holdings(who)) for name, eraser in all_erasers().items()}
    return ErasurePreview(who.person_id, {name: some for name, some in found.items() if some})


def person_export(workspace_id: int, person_id: int, *, now: datetime) -> dict[str, Any]:
    """Everything that any room holds of a person, as plain JSON: room -> thing -> rows."""
    who = whose(workspace_id, person_id, now)
    rooms = {name: dict(eraser.export(who)) for name, eraser in all_erasers().items()}
    return {"format": FORMAT, "person": who.person_id, "made_at": plain(now), "rooms": rooms}


def erased_at(workspace_id: int, person_id: int) -> datetime | None:
    """When the person with this number was erased; None when nobody with it was."""
    rows = Erasure.objects.filter(workspace_id=workspace_id, person_id=person_id)
    return rows.values_list("done_at", flat=True).first()
