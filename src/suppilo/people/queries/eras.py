"""What was known of people before they said something else, as far as a merge made us keep it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from suppilo.kernel.conditions import AttributeView
from suppilo.people.casting import Cell, spell
from suppilo.people.models import Merge
from suppilo.people.uniting.attributes import Rows

#: Attributes that have changed since, as they were until an instant.
Era = tuple[datetime, Mapping[str, AttributeView]]


def eras_of(person_ids: Collection[int]) -> dict[int, list[Era]]:
    """By (canonical) person the times before each change of an attribute, oldest first; nothing where none is known.

    Only changes told while a merge into this person stood are known. What is not named in an era is as it is now.
    """
    values: dict[int, dict[str, dict[datetime, AttributeView]]] = {}
    for kept, moved in Merge.objects.filter(kept_id__in=person_ids).order_by("pk").values_list("kept_id", "moved"):
        for key, rows in moved.get("own") or ():
            known = _view(rows)
            values.setdefault(kept, {}).setdefault(key, {})[known.at] = known
    return {person_id: _eras(of_keys) for person_id, of_keys in values.items()}


def _eras(values: Mapping[str, Mapping[datetime, AttributeView]]) -> list[Era]:
    ends = {at for of_key in values.values() for at in sorted(of_key)[1:]}
    return [
        (
            end,
            {
                key: of_key[max(before)]
                for key, of_key in values.items()
                if (before := [at for at in of_key if at < end])
            },
        )
        for end in sorted(ends)
    ]


def _view(rows: Rows) -> AttributeView:
    cells = [
        Cell(
            row["text"],
            row["folded"],
            row["number"],
            datetime.fromisoformat(row["instant"]) if row["instant"] else None,
            row["flag"],
        )
        for row in rows
    ]
    return AttributeView(spell(rows[0]["kind"], cells), datetime.fromisoformat(rows[0]["set_at"]))
