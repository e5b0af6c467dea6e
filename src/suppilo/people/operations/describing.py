"""What is known of people: attributes, cast once on write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from suppilo.definition.model import PropertyType
from suppilo.events import operations as events
from suppilo.foundation.bulk import insert
from suppilo.foundation.writing import writing
from suppilo.people.casting import CannotCast, Cell, cast, is_missing
from suppilo.people.models import Attribute, Uncast
from suppilo.people.queries.resolving import canonical
from suppilo.people.uniting import own
from suppilo.publishing import queries as publishing


@dataclass(frozen=True, kw_only=True)
class Description:
    """What one row says of one person: {attribute: plain value}; None, blank text and empty lists say nothing."""

    person_id: int
    values: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True)
class Described:
    """`changed`: which keys changed, by person; `uncast`: (row, key) of values that did not fit their type."""

    changed: dict[int, frozenset[str]]
    uncast: tuple[tuple[int, str], ...] = ()


@dataclass
class _Sheet:
    """The cells of a batch's people in memory."""

    types: Mapping[str, PropertyType]
    stored: dict[tuple[int, str], tuple[datetime, tuple[Cell, ...]]] = field(default_factory=dict)
    current: dict[tuple[int, str], tuple[datetime, tuple[Cell, ...]]] = field(default_factory=dict)
    said: dict[tuple[int, str], datetime] = field(default_factory=dict)
    again: dict[tuple[int, str], datetime] = field(default_factory=dict)
    uncast: list[tuple[int, str, str, str, datetime, int]] = field(default_factory=list)
    given: list[own.Said] = field(default_factory=list)

    def put(self, row: int, person_id: int, key: str, value: Any, at: datetime) -> None:
        kind = self.types.get(key, "text")
        try:
            cells = cast(value, kind)
        except CannotCast:
            self.uncast.append((row, key, kind, str(value)[:2_000], at, person_id))
            return
        self.given.append(own.Said(person_id, key, kind, cells, at))
        place = (person_id, key)
        known = self.current.get(place)
        newest = self.said.get(place) or (known[0] if known else at)
        if known is None or (newest <= at and known[1] != cells):
            self.current[place] = (at, cells)
            self.said.pop(place, None)
            self.again.pop(place, None)
        elif known[1] == cells and newest < at:
            self.said[place] = self.again[place] = at

    def changed(self) -> list[tuple[int, str]]:
        return [place for place, value in self.current.items() if self.stored.get(place) != value]


def set_attributes(
    workspace_id: int,
    person_id: int,
    values: Mapping[str, Any],
    *,
    at: datetime,
    now: datetime,
    origin: str = "live",
    source: str = "suppilo",
    types: Mapping[str, PropertyType] | None = None,
) -> frozenset[str]:
    """Set attributes of one person and answer which changed; see `set_attributes_many`."""
    row = Description(person_id=person_id, values=values, at=at)
    done = set_attributes_many(workspace_id, [row], now=now, origin=origin, source=source, types=types)
    return next(iter(done.changed.values()), frozenset())


def set_attributes_many(
    workspace_id: int,
    rows: Sequence[Description],
    *,
    now: datetime,
    origin: str,
    source: str = "suppilo",
    types: Mapping[str, PropertyType] | None = None,
) -> Described:
    """Set attributes of a batch of people (about 1,000 rows) in one transaction, in sets.

    Types are those the running definition declares, unless given; an undeclared key is text. A value older than the
    one that stands is ignored; of an equal one it is kept that it was said again, which counts in merges. What cannot
    be cast is kept as an Uncast row and the former value stays. Records one attributes_changed per person, with the
    names of what changed, and only then.
    """
    with writing():
        declared = _declared(workspace_id) if types is None else types
        ids = canonical([row.person_id for row in rows])
        sheet = _read(declared, set(ids.values()), {key for row in rows for key in row.values})
        for number, row in enumerate(rows):
            person_id = ids[row.person_id]
            for key, value in row.values.items():
                if not is_missing(value):
                    sheet.put(number, person_id, key, value, row.at)
        changed: dict[int, set[str]] = {}
        for person_id, key in sheet.changed():
            changed.setdefault(person_id, set()).add(key)
        _write(workspace_id, sheet)
        own.note(sheet.given)
        facts = [
            events.NewFact(
                name="attributes_changed",
                person_id=person_id,
                at=min(sheet.current[person_id, key][0] for key in keys),
                properties={"keys": sorted(keys)},
                source=source,
                origin=origin,
            )
            for person_id, keys in changed.items()
        ]
        if facts:
            events.record(workspace_id, facts)
    return Described(
        {person_id: frozenset(keys) for person_id, keys in changed.items()},
        tuple((number, key) for number, key, *_ in sheet.uncast),
    )


def _declared(workspace_id: int) -> Mapping[str, PropertyType]:
    running = publishing.running(workspace_id)
    return running.bundle.attributes if running else {}


def _read(types: Mapping[str, PropertyType], people: set[int], keys: set[str]) -> _Sheet:
    sheet = _Sheet(types)
    rows = Attribute.objects.filter(person_id__in=people, key__in=keys).order_by("person_id", "key", "position")
    fields = ("person_id", "key", "set_at", "said_at", "text", "folded", "number", "instant", "flag")
    for person_id, key, set_at, said_at, *cell in rows.values_list(*fields):
        _, before = sheet.stored.get((person_id, key), (set_at, ()))
        sheet.stored[person_id, key] = (set_at, (*before, Cell(*cell)))
        if said_at:
            sheet.said[person_id, key] = said_at
    sheet.current = dict(sheet.stored)
    return sheet


def _write(workspace_id: int, sheet: _Sheet) -> None:
    changed = sheet.changed()
    replaced: dict[str, list[int]] = {}
    for person_id, key in changed:
        if (person_id, key) in sheet.stored:
            replaced.setdefault(key, []).append(person_id)
    for key, people in replaced.items():
        Attribute.objects.filter(key=key, person_id__in=people).delete()
    rows = []
    for person_id, key in changed:
        at, cells = sheet.current[person_id, key]
        kind = sheet.types.get(key, "text")
        for position, cell in enumerate(cells):
            rows.append(
                SimpleNamespace(
                    workspace_id=workspace_id,
                    person_id=person_id,
                    key=key,
                    position=position,
                    kind=kind,
                    set_at=at,
                    said_at=sheet.again.get((person_id, key)),
                    **vars(cell),
                )
            )
    insert(Attribute, rows)
    _note_said_again(sheet, set(changed))
    Uncast.objects.bulk_create(
        Uncast(workspace_id=workspace_id, person_id=person_id, key=key, kind=kind, raw=raw, at=at)
        for _, key, kind, raw, at, person_id in sheet.uncast
    )


def _note_said_again(sheet: _Sheet, changed: set[tuple[int, str]]) -> None:
    """For values that stand unchanged."""
    by_key: dict[tuple[str, datetime], list[int]] = {}
    for (person_id, key), at in sheet.again.items():
        if (person_id, key) not in changed:
            by_key.setdefault((key, at), []).append(person_id)
    for (key, at), people in by_key.items():
        Attribute.objects.filter(person_id__in=people, key=key).update(said_at=at)
