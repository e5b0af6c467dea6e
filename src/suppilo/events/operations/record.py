"""Appending facts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from suppilo.definition.facts import Fact, fact
from suppilo.events.errors import BadInstant, UnknownFact
from suppilo.events.models import Conflict, Event
from suppilo.events.operations.inserting import insert_new
from suppilo.events.properties import stored
from suppilo.foundation import clock, ids
from suppilo.foundation.writing import writing
from suppilo.publishing import queries as publishing

Key = tuple[str, str, str]
_BATCH = 500


@dataclass(frozen=True, kw_only=True)
class NewFact:
    """A fact to be written. `at` is when it happened; `external_id` makes a repeat harmless (one is made if empty)."""

    name: str
    person_id: int | None
    at: datetime
    properties: Mapping[str, Any] = field(default_factory=dict)
    source: str = "suppilo"
    external_id: str = ""
    origin: str = "live"
    traffic: str = "person"


@dataclass(frozen=True)
class Recorded:
    """What `record` did, in the order given: the log's sequence numbers, what was new, and how many disagreed."""

    seqs: tuple[int, ...]
    created: tuple[bool, ...]
    conflicts: int


def record(workspace_id: int, facts: Sequence[NewFact]) -> Recorded:
    """Append facts in one transaction (the caller's, if there is one).

    A repeat, known by (source, name, external_id), is not written again; with another time or other properties it is
    kept as a conflict. Raises `FactRefused` (unknown name, unknown property, contact data, time without a zone) before
    anything is written.
    """
    custom = publishing.custom_events(workspace_id)
    known: dict[str, Fact | None] = {name: fact(name, custom) for name in {item.name for item in facts}}
    now = clock.now()
    rows = [_row(workspace_id, item, known[item.name], now) for item in facts]
    seqs: list[int] = []
    created: list[bool] = []
    conflicts = 0
    with writing():
        for start in range(0, len(rows), _BATCH):
            batch_seqs, batch_created, batch_conflicts = _append(workspace_id, rows[start : start + _BATCH])
            seqs += batch_seqs
            created += batch_created
            conflicts += batch_conflicts
    return Recorded(tuple(seqs), tuple(created), conflicts)


def _row(workspace_id: int, item: NewFact, known: Fact | None, now: datetime) -> Event:
    if known is None:
        raise UnknownFact(item.name)
    if item.at.tzinfo is None:
        raise BadInstant(item.name)
    properties, folded = stored(known, item.properties)
    return Event(
        workspace_id=workspace_id,
        person_id=item.person_id,
        name=item.name,
        at=item.at,
        received_at=now,
        source=item.source,
        external_id=item.external_id or ids.new_id(),
        origin=item.origin,
        is_act=known.is_act,
        traffic=item.traffic,
        properties=properties,
        folded=folded,
    )


def _append(workspace_id: int, rows: list[Event]) -> tuple[list[int], list[bool], int]:
    """Insert what is new, and answer for every row in order."""
    inserted = insert_new(rows)
    by_key: dict[Key, Event] = {}
    for row in rows:
        key = _key(row)
        if key in inserted and key not in by_key:
            row.seq = inserted[key]
            by_key[key] = row
    repeats = [row for row in rows if _key(row) not in by_key]
    by_key |= {_key(event): event for event in _stored_twins(workspace_id, repeats)}
    seqs, created, conflicts = [], [], 0
    for row in rows:
        twin = by_key[_key(row)]
        if twin is not row and not _same(twin, row):
            conflicts += _keep_conflict(twin, row)
        seqs.append(twin.seq)
        created.append(twin is row)
    return seqs, created, conflicts


def _stored_twins(workspace_id: int, rows: list[Event]) -> Iterator[Event]:
    """The rows of the log that carry the keys of `rows`."""
    groups: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        groups.setdefault((row.source, row.name), []).append(row.external_id)
    for (source, name), external_ids in groups.items():
        yield from Event.objects.filter(
            workspace_id=workspace_id, source=source, name=name, external_id__in=external_ids
        )


def _key(event: Event) -> Key:
    return event.source, event.name, event.external_id


def _same(one: Event, other: Event) -> bool:
    return one.at == other.at and one.properties == other.properties


def _keep_conflict(twin: Event, row: Event) -> int:
    content = json.dumps([row.at.isoformat(), row.properties], sort_keys=True, default=str)
    _, is_new = Conflict.objects.get_or_create(
        first=twin,
        digest=hashlib.sha256(content.encode()).hexdigest(),
        defaults={
            "workspace_id": row.workspace_id,
            "at": row.at,
            "received_at": row.received_at,
            "properties": row.properties,
        },
    )
    return int(is_new)
