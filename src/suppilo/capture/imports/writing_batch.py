"""The effects of a batch of rows, in sets; and for each row whether it made, taught or changed nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from suppilo.capture.imports.judging import Judged
from suppilo.capture.imports.turning import Deed, Turned
from suppilo.events import operations as log
from suppilo.events import queries as read_log
from suppilo.people import operations as people
from suppilo.people import queries as known_people

ORIGIN = "import"


@dataclass(frozen=True)
class Origin:
    """Where a batch comes from. `as_of` is when the import was first begun."""

    workspace_id: int
    source: str
    file_name: str
    as_of: datetime
    now: datetime


@dataclass
class Written:
    """What a batch did, row by row: created, merged or unchanged; and the tallies of the report."""

    verdicts: list[str] = field(default_factory=list)
    facts: dict[str, int] = field(default_factory=dict)
    conflicts: int = 0
    uncast: int = 0
    withheld: int = 0
    people_merged: int = 0


@dataclass
class _Row:
    number: int
    line: int
    turned: Turned
    person_id: int = 0
    created: bool = False
    taught: bool = False


def write_batch(origin: Origin, judged: Sequence[Judged]) -> Written:
    """Write what the accepted of `judged` say; joins the caller's transaction. Raises events' FactRefused."""
    rows = [_Row(one.number, one.line, one.turned) for one in judged if one.turned is not None]
    written = Written()
    if rows:
        _identify(origin, rows, written)
        _describe(origin, rows, written)
        _agree(origin, rows, written)
        _record(origin, rows, written)
    for row in rows:
        written.verdicts.append("created" if row.created else "merged" if row.taught else "unchanged")
    return written


def _identify(origin: Origin, rows: list[_Row], written: Written) -> None:
    identities = [
        people.Identity(
            identifiers=row.turned.identifiers,
            at=row.turned.at or origin.as_of,
            language=row.turned.language,
            zone=row.turned.zone,
            country=row.turned.country,
        )
        for row in rows
    ]
    done = people.identify_many(origin.workspace_id, identities, now=origin.now, origin=ORIGIN, source=origin.source)
    for row, found in zip(rows, done, strict=True):
        row.person_id, row.created = found.person_id, found.created
        row.taught = bool(found.added or found.merged_from)
        written.people_merged += len(found.merged_from)
    if written.people_merged:
        kept = known_people.canonical(row.person_id for row in rows)
        for row in rows:
            row.person_id = kept[row.person_id]


def _describe(origin: Origin, rows: list[_Row], written: Written) -> None:
    """Attributes. A later row of the file is newer by a microsecond, so that a repeat takes nothing back."""
    described = [row for row in rows if row.turned.attributes]
    if not described:
        return
    descriptions = [
        people.Description(
            person_id=row.person_id,
            values=row.turned.attributes,
            at=(row.turned.known_at or origin.as_of) + timedelta(microseconds=row.number),
        )
        for row in described
    ]
    done = people.set_attributes_many(
        origin.workspace_id, descriptions, now=origin.now, origin=ORIGIN, source=origin.source
    )
    written.uncast += len(done.uncast)
    last: dict[tuple[int, str], object] = {}
    for row in described:
        for key in done.changed.get(row.person_id, ()):
            value = row.turned.attributes.get(key)
            if value is not None and last.get((row.person_id, key)) != value:
                last[row.person_id, key] = value
                row.taught = True


def _agree(origin: Origin, rows: list[_Row], written: Written) -> None:
    written.withheld += sum(row.turned.withheld for row in rows)
    agreeing = [row for row in rows if row.turned.consents]
    if not agreeing:
        return
    ids = {row.person_id for row in agreeing}
    before = known_people.consents_of(ids)
    agreements = [
        people.Agreement(
            person_id=row.person_id,
            purpose=answer.purpose,
            channel=answer.channel,
            state=answer.state,
            at=answer.at or row.turned.known_at or origin.as_of,
            proof={"file": origin.file_name, "line": row.line, "answer": answer.cell[:200]},
        )
        for row in agreeing
        for answer in row.turned.consents
    ]
    people.record_consent_many(origin.workspace_id, agreements, now=origin.now, origin=ORIGIN, source=origin.source)
    after = known_people.consents_of(ids)
    changed = {one for one in ids if before[one] != after[one]}
    for row in agreeing:
        if row.person_id in changed:
            changed.discard(row.person_id)
            row.taught = True


def _record(origin: Origin, rows: list[_Row], written: Written) -> None:
    deeds = [(row, deed) for row in rows for deed in row.turned.deeds]
    if not deeds:
        return
    times = _times_of_timeless(origin, deeds)
    facts = [
        log.NewFact(
            name=deed.name,
            person_id=row.person_id,
            at=deed.at or times.get((deed.name, deed.external_id), origin.as_of),
            properties=deed.properties,
            source=origin.source,
            external_id=deed.external_id,
            origin=ORIGIN,
        )
        for row, deed in deeds
    ]
    done = log.record(origin.workspace_id, facts)
    written.conflicts += done.conflicts
    for (row, deed), created in zip(deeds, done.created, strict=True):
        if created:
            row.taught = True
            written.facts[deed.name] = written.facts.get(deed.name, 0) + 1


def _times_of_timeless(origin: Origin, deeds: Sequence[tuple[_Row, Deed]]) -> dict[tuple[str, str], datetime]:
    """A fact without a time of its own keeps the time under which an earlier import wrote it."""
    timeless = [(row, deed) for row, deed in deeds if deed.at is None and not row.created]
    if not timeless:
        return {}
    whose = known_people.aliases({row.person_id for row, _ in timeless})
    found = read_log.facts_of(origin.workspace_id, whose, names={deed.name for _, deed in timeless})
    return {
        (fact.name, fact.external_id): fact.at
        for facts in found.values()
        for fact in facts
        if fact.source == origin.source
    }
