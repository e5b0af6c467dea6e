"""Attributes at a merge: of each the newer value counts; of two from one instant, that of whom is kept.

A value is the list of its rows as plain dicts (`Sheet`: key -> rows). The absorbed person's own rows stay untouched
while they are merged, because everything written since goes to the kept one, of whom `own` keeps what they said
themselves. So lifting a merge off is: take their own and lay the other merges on again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from suppilo.people.models import Attribute, Merge

Rows = list[dict[str, Any]]
Sheet = dict[str, Rows]
_CELLS = ("position", "kind", "text", "folded", "number", "instant", "flag", "set_at", "said_at")


@dataclass(frozen=True)
class Laid:
    """What one person's sheet adds to another's: keys that were not there, and what it replaced."""

    added: tuple[str, ...]
    replaced: Sheet

    def plain(self) -> dict[str, Any]:
        """As kept in a Merge row."""
        return {"added": list(self.added), "replaced": self.replaced}


def sheet_of(person_id: int) -> Sheet:
    """Everything known of one (bare) person."""
    found: Sheet = {}
    for row in Attribute.objects.filter(person_id=person_id).order_by("key", "position").values("key", *_CELLS):
        cells = {name: row[name] for name in _CELLS}
        cells["instant"] = row["instant"].isoformat() if row["instant"] else None
        cells["set_at"] = row["set_at"].isoformat()
        cells["said_at"] = row["said_at"].isoformat() if row["said_at"] else None
        found.setdefault(row["key"], []).append(cells)
    return found


def lay(own: Sheet, other: Sheet) -> tuple[Sheet, Laid]:
    """`own` with what is newer in `other`, and what that changed."""
    newer = {key for key, rows in other.items() if key not in own or said_at(own[key]) < said_at(rows)}
    laid = Laid(tuple(sorted(newer - own.keys())), {key: own[key] for key in sorted(newer & own.keys())})
    return {**own, **{key: other[key] for key in newer}}, laid


def said_at(rows: Rows) -> datetime:
    """When a value was last said. Rows that a merge kept before it was noted have the instant of setting alone."""
    return datetime.fromisoformat(rows[0].get("said_at") or rows[0]["set_at"])


def lift(kept: int, own: Sheet, merges: Sequence[Merge], without: Merge) -> tuple[Sheet, Sheet]:
    """The kept person's sheet as it is, and as it is without one of `merges` (all that stand, oldest first).

    `own` is what they said themselves. Also notes in the others what they lay on now; the caller saves those rows.
    """
    sheet = own
    for merge in merges:
        if merge.pk != without.pk:
            sheet, laid = lay(sheet, sheet_of(merge.absorbed_id))
            merge.moved = {**merge.moved, "attributes": laid.plain()}
    return sheet_of(kept), sheet


def taken_off(kept: int, merges: Sequence[Merge]) -> Sheet:
    """The kept person's sheet without what the merges laid on, as far as that can be told from the sheet alone."""
    sheet = sheet_of(kept)
    for merge in reversed(merges):
        changed, laid_on = merge.moved.get("attributes") or {}, sheet_of(merge.absorbed_id)
        former: Sheet = {**dict.fromkeys(changed.get("added") or (), []), **(changed.get("replaced") or {})}
        sheet |= {key: rows for key, rows in former.items() if sheet.get(key) == laid_on.get(key)}
    return {key: rows for key, rows in sheet.items() if rows}


def write(workspace_id: int, person_id: int, before: Sheet, after: Sheet) -> list[str]:
    """Bring the rows from `before` to `after`; answers the keys that changed."""
    changed = sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
    Attribute.objects.filter(person_id=person_id, key__in=[key for key in changed if key in before]).delete()
    Attribute.objects.bulk_create(
        Attribute(workspace_id=workspace_id, person_id=person_id, key=key, **_cells(row))
        for key in changed
        for row in after.get(key, ())
    )
    return changed


def _cells(row: dict[str, Any]) -> dict[str, Any]:
    instants = {name: row.get(name) for name in ("instant", "set_at", "said_at")}
    return {**row, **{name: datetime.fromisoformat(at) if at else None for name, at in instants.items()}}
