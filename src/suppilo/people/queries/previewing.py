"""What a merge would do, and what taking one back would do, before anybody does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from suppilo.people.casting import Cell, spell
from suppilo.people.errors import AlreadyOne, LaterMerge, NotMerged
from suppilo.people.models import Identifier, Person
from suppilo.people.ports import Consequence, Pair, mergers
from suppilo.people.queries.merges import merge_of, pair_of, standing_merges
from suppilo.people.queries.resolving import canonical, numbers_of
from suppilo.people.uniting import attributes, consents, identifiers
from suppilo.people.uniting.attributes import Rows, Sheet
from suppilo.people.uniting.consents import NOTHING, Said
from suppilo.people.uniting.own import log_of, newest_of


@dataclass(frozen=True)
class AttributeChange:
    """One attribute of the kept person: its value now, the absorbed person's, and which will count (None: none).

    `is_conflict`: both have one, and they differ.
    """

    key: str
    kept: Any
    absorbed: Any
    after: Any
    is_conflict: bool


@dataclass(frozen=True)
class ConsentChange:
    """What stands for one person now and afterwards; "none" where nothing does."""

    person_id: int
    purpose: str
    channel: str
    before: str
    after: str


@dataclass(frozen=True)
class Preview:
    """Who is kept, who is absorbed (or set free), the identifiers that move, what changes, and what follows elsewhere.

    For a merge `attributes` are all that the absorbed person has; for taking one back those of the kept person that
    change. Identifiers are (kind, value).
    """

    kept: int
    absorbed: int
    identifiers: tuple[tuple[str, str], ...]
    attributes: tuple[AttributeChange, ...]
    consents: tuple[ConsentChange, ...]
    consequences: tuple[Consequence, ...]


def suggested_direction(workspace_id: int, one: int, other: int) -> tuple[int, int]:
    """Whom of two to keep and whom to absorb: as a form would, who can be reached before who cannot, then the older."""
    found = Person.objects.filter(workspace_id=workspace_id, pk__in=(one, other)).order_by("pk")
    reached = set(
        Identifier.objects.filter(person__in=found).exclude(kind="visitor").values_list("person_id", flat=True)
    )
    first, second = sorted(found, key=lambda person: (person.pk not in reached, person.created_at, person.pk))
    return first.pk, second.pk


def preview_merge(workspace_id: int, *, keep: int, absorb: int, now: datetime) -> Preview:
    """What `operations.merge` would do to these two (canonical) people. Raises AlreadyOne."""
    whom = canonical([keep, absorb])
    kept, absorbed = whom[keep], whom[absorb]
    if kept == absorbed:
        raise AlreadyOne
    numbers = numbers_of([kept, absorbed])
    pair = Pair(
        workspace_id=workspace_id,
        kept=kept,
        absorbed=absorbed,
        kept_ids=numbers[kept],
        absorbed_ids=numbers[absorbed],
        now=now,
        merged_at=now,
    )
    own, theirs = attributes.sheet_of(kept), attributes.sheet_of(absorbed)
    said = consents.said_by(kept)
    after, _ = consents.lay(said, consents.said_by(absorbed))
    rows = Identifier.objects.filter(person_id=absorbed).order_by("pk").values_list("kind", "value")
    return Preview(
        kept,
        absorbed,
        tuple(rows),
        _attributes(own, theirs, attributes.lay(own, theirs)[0], sorted(theirs)),
        _consents(kept, said, after),
        tuple(one for merger in mergers().values() for one in merger.preview_merge(pair)),
    )


def preview_unmerge(workspace_id: int, *, absorbed: int, now: datetime) -> Preview:
    """What `operations.unmerge` would do. Raises NotMerged or LaterMerge, as that would."""
    row = merge_of(workspace_id, absorbed)
    if row is None:
        raise NotMerged(absorbed)
    into = canonical([row.kept_id])[row.kept_id]
    if into != row.kept_id:
        raise LaterMerge(absorbed=absorbed, kept=row.kept_id, into=into)
    pair, standing = pair_of(row, now), standing_merges(row.kept_id)
    before, after = attributes.lift(row.kept_id, newest_of(log_of(standing)), standing, row)
    changed = sorted(key for key in before if before[key] != after.get(key))
    said, will = consents.lift(row.kept_id, standing, row)
    own = consents.said_by(absorbed)
    theirs = consents.with_withdrawals(own, consents.withdrawn_since(row.kept_id, row))
    return Preview(
        row.kept_id,
        absorbed,
        tuple(identifiers.going_back(row.kept_id, row.moved.get("identifiers") or ())),
        _attributes(before, attributes.sheet_of(absorbed), after, changed),
        _consents(row.kept_id, said, will) + _consents(absorbed, own, theirs),
        tuple(
            one for name, merger in mergers().items() for one in merger.preview_unmerge(pair, row.parts.get(name) or {})
        ),
    )


def _attributes(own: Sheet, theirs: Sheet, after: Sheet, keys: list[str]) -> tuple[AttributeChange, ...]:
    found = []
    for key in keys:
        kept, absorbed = _value(own.get(key)), _value(theirs.get(key))
        conflict = key in own and key in theirs and kept != absorbed
        found.append(AttributeChange(key, kept, absorbed, _value(after.get(key)), conflict))
    return tuple(found)


def _value(rows: Rows | None) -> Any:
    if not rows:
        return None
    cells = []
    for row in rows:
        instant = datetime.fromisoformat(row["instant"]) if row["instant"] else None
        cells.append(Cell(row["text"], row["folded"], row["number"], instant, row["flag"]))
    return spell(rows[0]["kind"], cells)


def _consents(person_id: int, before: Said, after: Said) -> tuple[ConsentChange, ...]:
    nothing = (NOTHING, None)
    return tuple(
        ConsentChange(person_id, *place, before.get(place, nothing)[0], after.get(place, nothing)[0])
        for place in sorted(before.keys() | after.keys())
        if before.get(place, nothing)[0] != after.get(place, nothing)[0]
    )
