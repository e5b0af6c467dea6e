"""Appending facts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from suppilo.definition.facts import Fact, fact
from suppilo.events.errors import BadInstant, FactRefused, UnknownFact
from suppilo.events.models import Conflict, Event
from suppilo.events.operations.inserting import Row, insert_new
from suppilo.events.properties import stored
from suppilo.foundation import clock, ids
from suppilo.foundation.writing import writing
from suppilo.publishing import queries as publishing

Key = tuple[str, str, str]
_BATCH = 1_000


@dataclass(kw_only=True, slots=True)
class NewFact:
    """A fact to be written. `at` is when it happened; `external_id` makes a repeat harmless (one is made if empty).

    `consent` is what the visitor had said about being measured (yes, no; None where nobody is asked), `agent_id` the
    program that reported it (capture). Not frozen: a frozen dataclass takes four times as long to make.
    """

    name: str
    person_id: int | None
    at: datetime
    properties: Mapping[str, Any] = field(default_factory=dict)
    source: str = "suppilo"
    external_id: str = ""
    origin: str = "live"
    traffic: str = "person"
    consent: str | None = None
    agent_id: int | None = None


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
    now = clock.now()
    known = _catalogued(workspace_id, facts)
    return _record(workspace_id, [_row(workspace_id, item, known[item.name], now) for item in facts])


def record_good(
    workspace_id: int, facts: Sequence[NewFact], known: Mapping[str, Fact | None] | None = None
) -> dict[int, FactRefused]:
    """`record` for facts from outside: what can stand in the log is written; answers why not, by place, for the rest.

    For many facts at once: nothing is said of single repeats, though a disagreeing one is kept as a conflict as ever.
    `known` is the catalogue by name, of a caller that has it at hand.
    """
    now = clock.now()
    known = _catalogued(workspace_id, facts) if known is None else known
    rows: list[Row] = []
    refused: dict[int, FactRefused] = {}
    for place, item in enumerate(facts):
        try:
            rows.append(_row(workspace_id, item, known.get(item.name), now))
        except FactRefused as error:
            refused[place] = error
    _record(workspace_id, rows)
    return refused


def _catalogued(workspace_id: int, facts: Sequence[NewFact]) -> dict[str, Fact | None]:
    found = {name: fact(name) for name in {item.name for item in facts}}
    if None in found.values():  # only then does it matter what the business declared itself
        custom = publishing.custom_events(workspace_id)
        found = {name: known or fact(name, custom) for name, known in found.items()}
    return found


def _record(workspace_id: int, rows: list[Row]) -> Recorded:
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


def _row(workspace_id: int, item: NewFact, known: Fact | None, now: datetime) -> Row:
    if known is None:
        raise UnknownFact(item.name)
    if item.at.tzinfo is None:
        raise BadInstant(item.name)
    properties, folded = stored(known, item.properties)
    return Row(
        workspace_id,
        item.person_id,
        item.name,
        item.at,
        now,
        item.source,
        item.external_id or ids.new_id(),
        item.origin,
        known.is_act,
        item.traffic,
        item.consent,
        item.agent_id,
        properties,
        folded,
    )


def _append(workspace_id: int, rows: list[Row]) -> tuple[list[int], list[bool], int]:
    """Insert what is new, and answer for every row in order."""
    first: dict[Key, Row] = {}
    for row in rows:
        first.setdefault((row.source, row.name, row.external_id), row)
    inserted = insert_new(list(first.values()))
    known = [seq for seq in inserted if seq is not None]
    if len(known) == len(rows):
        return known, [True] * len(rows), 0
    return _with_repeats(workspace_id, rows, first, dict(zip(first, inserted, strict=True)))


def _with_repeats(
    workspace_id: int, rows: list[Row], first: Mapping[Key, Row], inserted: Mapping[Key, int | None]
) -> tuple[list[int], list[bool], int]:
    """The answer where some rows were there before, or twice among the new ones; disagreements are kept."""
    twins = _stored_twins(
        workspace_id, [_key(row) for row in rows if first[_key(row)] is not row or not inserted[_key(row)]]
    )
    seqs, created, conflicts = [], [], 0
    for row in rows:
        key = _key(row)
        seq = inserted[key]
        is_new = seq is not None and first[key] is row
        if not is_new:
            twin = twins[key]
            seq = twin.seq
            if twin.at != row.at or twin.properties != row.properties:
                conflicts += _keep_conflict(twin, row)
        seqs.append(seq or 0)
        created.append(is_new)
    return seqs, created, conflicts


def _stored_twins(workspace_id: int, keys: Sequence[Key]) -> dict[Key, Event]:
    """The rows of the log that carry these keys."""
    groups: dict[tuple[str, str], list[str]] = {}
    for source, name, external_id in keys:
        groups.setdefault((source, name), []).append(external_id)
    found: dict[Key, Event] = {}
    for (source, name), external_ids in groups.items():
        for event in Event.objects.filter(
            workspace_id=workspace_id, source=source, name=name, external_id__in=external_ids
        ):
            found[event.source, event.name, event.external_id] = event
    return found


def _key(row: Row) -> Key:
    return row.source, row.name, row.external_id


def _keep_conflict(twin: Event, row: Row) -> int:
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
