"""Two persons found to be one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from suppilo.events import operations as events
from suppilo.foundation.writing import writing
from suppilo.people.models import Attribute, Consent, ConsentRecord, Identifier, Merge, Person

#: Which state permits least.
STRICTNESS = {"granted": 0, "pending": 1, "withdrawn": 2}


def merge(
    workspace_id: int, *, keep: int, absorb: int, reason: str, at: datetime, now: datetime, origin: str = "live"
) -> int | None:
    """Make `absorb` part of `keep`: identifiers move, the newer attribute and the stricter consent win.

    The absorbed person's own attributes and consents stay where they are and a Merge row says what moved, so that it
    can be taken back. Chains are flattened: `merged_into` always names a person that is not merged. Records
    people_merged (origin migration: what a merge changes starts nothing). Answers the id that was kept, or None when
    the two already are one. Raises Person.DoesNotExist for people of another workspace.
    """
    with writing():
        first, second = (_lock(workspace_id, pk) for pk in sorted((keep, absorb)))
        kept, absorbed = (first, second) if keep < absorb else (second, first)
        if kept.pk == absorbed.pk:
            return None
        moved: dict[str, Any] = {
            "identifiers": _move_identifiers(kept, absorbed),
            "attributes": _copy_attributes(workspace_id, kept, absorbed),
            "consents": _tighten_consents(workspace_id, kept, absorbed, now, origin),
        }
        Person.objects.filter(merged_into=absorbed).update(merged_into=kept)
        Person.objects.filter(pk=absorbed.pk).update(merged_into=kept)
        row = Merge.objects.create(
            workspace_id=workspace_id, kept=kept, absorbed=absorbed, reason=reason, moved=moved, at=at
        )
        events.record(
            workspace_id,
            [
                events.NewFact(
                    name="people_merged",
                    person_id=kept.pk,
                    at=at,
                    properties={"absorbed": absorbed.pk},
                    external_id=f"merge:{row.pk}",
                    origin="demo" if origin == "demo" else "migration",
                )
            ],
        )
        return kept.pk


def _lock(workspace_id: int, person_id: int) -> Person:
    person = Person.objects.select_for_update(of=("self",)).get(workspace_id=workspace_id, pk=person_id)
    return person if person.merged_into_id is None else _lock(workspace_id, person.merged_into_id)


def _move_identifiers(kept: Person, absorbed: Person) -> list[int]:
    rows = Identifier.objects.filter(person=absorbed)
    moved = list(rows.order_by("pk").values_list("pk", flat=True))
    rows.update(person=kept)
    fill = {
        name: getattr(absorbed, name)
        for name in ("language", "zone", "country")
        if getattr(absorbed, name) and not getattr(kept, name)
    }
    if fill:
        Person.objects.filter(pk=kept.pk).update(**fill)
    return moved


def _copy_attributes(workspace_id: int, kept: Person, absorbed: Person) -> dict[str, Any]:
    """Copy what is newer; answers the keys that the kept person did not have, and the ids set aside for the others."""
    own = _by_key(kept)
    added: list[str] = []
    replaced: dict[str, list[dict[str, Any]]] = {}
    copies: list[Attribute] = []
    for key, rows in _by_key(absorbed).items():
        if key in own and own[key][0].set_at >= rows[0].set_at:
            continue
        if key in own:
            replaced[key] = [_plain(row) for row in own[key]]
        else:
            added.append(key)
        for row in rows:
            row.pk, row.person = None, kept
            copies.append(row)
    Attribute.objects.filter(person=kept, key__in=list(replaced)).delete()
    Attribute.objects.bulk_create(copies)
    return {"added": added, "replaced": replaced}


def _by_key(person: Person) -> dict[str, list[Attribute]]:
    found: dict[str, list[Attribute]] = {}
    for row in Attribute.objects.filter(person=person).order_by("key", "position"):
        found.setdefault(row.key, []).append(row)
    return found


def _plain(row: Attribute) -> dict[str, Any]:
    return {
        "position": row.position,
        "kind": row.kind,
        "text": row.text,
        "folded": row.folded,
        "number": row.number,
        "instant": row.instant.isoformat() if row.instant else None,
        "flag": row.flag,
        "set_at": row.set_at.isoformat(),
    }


def _tighten_consents(workspace_id: int, kept: Person, absorbed: Person, now: datetime, origin: str) -> list[Any]:
    """Give the kept person the stricter state of each consent; answers what stood before."""
    own = {(row.purpose, row.channel): row for row in Consent.objects.filter(person=kept)}
    before: list[Any] = []
    for row in Consent.objects.filter(person=absorbed):
        mine = own.get((row.purpose, row.channel))
        if mine and STRICTNESS[mine.state] >= STRICTNESS[row.state]:
            continue
        before.append([row.purpose, row.channel, mine.state if mine else None, mine.at.isoformat() if mine else None])
        at = max(row.at, mine.at) if mine else row.at  # the stricter word must also be the last one
        Consent.objects.update_or_create(
            person=kept,
            purpose=row.purpose,
            channel=row.channel,
            defaults={"workspace_id": workspace_id, "state": row.state, "at": at},
        )
        ConsentRecord.objects.create(
            workspace_id=workspace_id,
            person=kept,
            purpose=row.purpose,
            channel=row.channel,
            state=row.state,
            at=at,
            recorded_at=now,
            origin=origin,
            source="merge",
            proof={"absorbed": absorbed.pk},
        )
    return before
