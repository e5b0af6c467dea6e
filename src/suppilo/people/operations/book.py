"""The people of one batch in memory: read once, decided row by row, written in sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace

from django.db.models import F
from django.db.models.functions import Coalesce

from suppilo.events import operations as events
from suppilo.foundation.bulk import insert
from suppilo.people.identity import CONTACT, Known, decide
from suppilo.people.models import Identifier, Person
from suppilo.people.operations.merging import merge


@dataclass
class Entry:
    """What became of one row."""

    person: Known
    created: bool = False
    absorbed: tuple[Known, ...] = ()
    moved: bool = False
    added: tuple[str, ...] = ()


@dataclass
class Traits:
    """Language, zone and country as a row gave them."""

    language: str = ""
    zone: str = ""
    country: str = ""


@dataclass
class Book:
    """See the module. `open` reads, `enter` decides, `close` writes; use inside one transaction."""

    workspace_id: int
    now: datetime
    origin: str
    source: str
    _owners: dict[tuple[str, str], Known] = field(default_factory=dict)
    _by_id: dict[int, Known] = field(default_factory=dict)
    _new_people: list[Known] = field(default_factory=list)
    _new_identifiers: dict[tuple[str, str], datetime] = field(default_factory=dict)
    _moved_visitors: set[str] = field(default_factory=set)
    _traits: dict[Known, Traits] = field(default_factory=dict)
    _stored_traits: dict[int, Traits] = field(default_factory=dict)

    def open(self, wanted: Iterable[tuple[str, str]]) -> None:
        """Read the owners of the `wanted` (kind, value) pairs and all contact identifiers of those owners."""
        values: dict[str, set[str]] = {}
        for kind, value in wanted:
            values.setdefault(kind, set()).add(value)
        found: list[tuple[str, str, int]] = []
        for kind, some in values.items():
            rows = Identifier.objects.filter(workspace_id=self.workspace_id, kind=kind, value__in=some)
            found += rows.annotate(owner=Coalesce("person__merged_into_id", F("person_id"))).values_list(
                "kind", "value", "owner"
            )
        self._read_people({owner for _, _, owner in found})
        for kind, value, owner in found:
            self._owners[kind, value] = self._by_id[owner]

    def _read_people(self, ids: set[int]) -> None:
        if not ids:
            return
        people = Person.objects.filter(pk__in=ids)
        for pk, created_at, *traits in people.values_list("pk", "created_at", "language", "zone", "country"):
            self._by_id[pk] = Known(created_at, pk)
            self._stored_traits[pk] = Traits(*traits)
        contacts = Identifier.objects.filter(person_id__in=ids, kind__in=CONTACT)
        for owner, kind, value in contacts.values_list("person_id", "kind", "value"):
            self._by_id[owner].contacts.add((kind, value))

    def _owner_of(self, kind: str, value: str) -> Known | None:
        owner = self._owners.get((kind, value))
        return owner.canonical() if owner else None

    def enter(self, given: Mapping[str, str], at: datetime, *, language: str, zone: str, country: str) -> Entry:
        """Decide whose `given` are, add what is new, merge what is one."""
        decision = decide(given, self._owner_of)
        entry = Entry(
            decision.person or self._make(at), decision.person is None, decision.absorb, decision.moves_visitor
        )
        if decision.absorb:
            self._absorb(entry.person, decision.absorb)
        added: list[str] = []
        for kind, value in given.items():
            if kind in decision.leave:
                continue
            if (kind, value) not in self._owners:
                self._new_identifiers[kind, value] = at
                self._owners[kind, value] = entry.person
                added.append(kind)
                if kind in CONTACT:
                    entry.person.contacts.add((kind, value))
            elif kind == "visitor" and decision.moves_visitor:
                self._owners[kind, value] = entry.person
                self._moved_visitors.add(value)
        if self._describe(entry.person, Traits(language, zone, country)):
            added.append("traits")
        entry.added = tuple(added)
        return entry

    def _make(self, at: datetime) -> Known:
        person = Known(min(at, self.now))
        self._new_people.append(person)
        return person

    def _describe(self, person: Known, given: Traits) -> bool:
        """Keep what a row says of language, zone and country; only a live act replaces what is known. True if new."""
        if not (given.language or given.zone or given.country):
            return False
        stored = self._stored_traits.get(person.id, Traits()) if person.id else Traits()
        known = self._traits.get(person, stored)
        first, second = (given, known) if self.origin == "live" else (known, given)
        merged = Traits(first.language or second.language, first.zone or second.zone, first.country or second.country)
        if merged != known:
            self._traits[person] = merged
        return merged != known

    def _absorb(self, kept: Known, absorbed: tuple[Known, ...]) -> None:
        self.close()
        for one in absorbed:
            merge(
                self.workspace_id,
                keep=self.id_of(kept),
                absorb=self.id_of(one),
                reason="named_together",
                at=self.now,
                origin=self.origin,
                now=self.now,
            )
            one.into = kept
            kept.contacts |= one.contacts

    def id_of(self, person: Known) -> int:
        """The stored id of a person (after `close`)."""
        if person.id is None:
            raise RuntimeError("The book has not been closed: a new person has no id yet.")
        return person.id

    def close(self) -> None:
        """Write everything decided so far."""
        self._write_people()
        self._write_identifiers()
        self._write_moves()

    def _write_people(self) -> None:
        rows = []
        for person in self._new_people:
            traits = self._traits.pop(person, Traits())
            rows.append(
                Person(
                    workspace_id=self.workspace_id,
                    language=traits.language,
                    zone=traits.zone,
                    country=traits.country,
                    origin=self.origin,
                    created_at=person.created_at,
                )
            )
        for person, row in zip(self._new_people, Person.objects.bulk_create(rows), strict=True):
            person.id = row.pk
        self._new_people.clear()
        changed = [
            Person(pk=person.id, language=traits.language, zone=traits.zone, country=traits.country)
            for person, traits in self._traits.items()
        ]
        if changed:
            Person.objects.bulk_update(changed, ["language", "zone", "country"], batch_size=100)
        self._traits.clear()

    def _write_identifiers(self) -> None:
        # sorted, so that two batches with the same addresses wait for each other instead of locking crosswise
        rows = [
            SimpleNamespace(
                workspace_id=self.workspace_id,
                person_id=self.id_of(self._owners[kind, value].canonical()),
                kind=kind,
                value=value,
                verified_at=None,
                added_at=at,
            )
            for (kind, value), at in sorted(self._new_identifiers.items())
        ]
        facts = [
            events.NewFact(
                name="person_identified",
                person_id=row.person_id,
                at=row.added_at,
                properties={"kind": row.kind},
                source=self.source,
                origin=self.origin,
            )
            for row in rows
            if row.kind in CONTACT
        ]
        insert(Identifier, rows)
        if facts:
            events.record(self.workspace_id, facts)
        self._new_identifiers.clear()

    def _write_moves(self) -> None:
        for value in sorted(self._moved_visitors):
            Identifier.objects.filter(workspace_id=self.workspace_id, kind="visitor", value=value).update(
                person_id=self.id_of(self._owners["visitor", value].canonical())
            )
        self._moved_visitors.clear()
