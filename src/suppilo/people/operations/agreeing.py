"""What people agree to: the ledger that proves it, and the state that stands now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from suppilo.events import operations as events
from suppilo.foundation.bulk import insert
from suppilo.foundation.writing import writing
from suppilo.people.models import Consent, ConsentRecord
from suppilo.people.queries.resolving import canonical
from suppilo.people.uniting.consents import STRICTNESS

_FACTS = {"granted": "consent_given", "pending": "consent_requested", "withdrawn": "consent_withdrawn"}


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """One person's answer for one purpose and channel. `state`: pending, granted or withdrawn."""

    person_id: int
    purpose: str
    channel: str
    state: str
    at: datetime
    proof: Mapping[str, Any] = field(default_factory=dict)


def record_consent(
    workspace_id: int,
    person_id: int,
    purpose: str,
    channel: str,
    state: str,
    *,
    at: datetime,
    now: datetime,
    origin: str = "live",
    source: str = "suppilo",
    proof: Mapping[str, Any] | None = None,
) -> bool:
    """Write down one answer; whether it changed what stands. See `record_consent_many`."""
    row = Agreement(person_id=person_id, purpose=purpose, channel=channel, state=state, at=at, proof=dict(proof or {}))
    return record_consent_many(workspace_id, [row], now=now, origin=origin, source=source) > 0


def record_consent_many(
    workspace_id: int, rows: Sequence[Agreement], *, now: datetime, origin: str, source: str = "suppilo"
) -> int:
    """Write down answers of a batch of people in one transaction; how many changed what stands.

    The newest answer stands; at the same instant the stricter one. Asking again (pending) somebody who has agreed
    changes nothing, nor does a repeat. An answer older than the one that stands goes into the ledger only. Records
    consent_given, consent_requested or consent_withdrawn for each change. Raises ValueError for an unknown state.
    """
    if unknown := {row.state for row in rows} - set(STRICTNESS):
        raise ValueError(f"Unknown consent state {sorted(unknown)}: use pending, granted or withdrawn.")
    with writing():
        ids = canonical([row.person_id for row in rows])
        stored = {
            (row.person_id, row.purpose, row.channel): row
            for row in Consent.objects.select_for_update().filter(person_id__in=set(ids.values())).order_by("pk")
        }
        current = {place: (row.at, row.state) for place, row in stored.items()}
        ledger: list[ConsentRecord] = []
        facts: list[events.NewFact] = []
        for row in rows:
            place = (ids[row.person_id], row.purpose, row.channel)
            before = current.get(place)
            if before and (before[1] == row.state or (row.state == "pending" and before == (before[0], "granted"))):
                continue
            ledger.append(_entry(workspace_id, place, row, now, origin, source))
            if before is None or (before[0], STRICTNESS[before[1]]) < (row.at, STRICTNESS[row.state]):
                current[place] = (row.at, row.state)
                facts.append(_fact(place, row, origin, source))
        insert(ConsentRecord, ledger)
        _write_current(workspace_id, stored, current)
        if facts:
            events.record(workspace_id, facts)
    return len(facts)


def _entry(
    workspace_id: int, place: tuple[int, str, str], row: Agreement, now: datetime, origin: str, source: str
) -> ConsentRecord:
    return ConsentRecord(
        workspace_id=workspace_id,
        person_id=place[0],
        purpose=row.purpose,
        channel=row.channel,
        state=row.state,
        at=row.at,
        recorded_at=now,
        origin=origin,
        source=source[:120],
        proof=dict(row.proof),
    )


def _fact(place: tuple[int, str, str], row: Agreement, origin: str, source: str) -> events.NewFact:
    return events.NewFact(
        name=_FACTS[row.state],
        person_id=place[0],
        at=row.at,
        properties={"purpose": row.purpose, "channel": row.channel},
        source=source,
        origin=origin,
    )


def _write_current(
    workspace_id: int,
    stored: Mapping[tuple[int, str, str], Consent],
    current: Mapping[tuple[int, str, str], tuple[datetime, str]],
) -> None:
    added, changed = [], []
    for place, (at, state) in current.items():
        row = stored.get(place)
        if row is None:
            person_id, purpose, channel = place
            added.append(
                Consent(
                    workspace_id=workspace_id,
                    person_id=person_id,
                    purpose=purpose,
                    channel=channel,
                    state=state,
                    at=at,
                )
            )
        elif (row.at, row.state) != (at, state):
            row.at, row.state = at, state
            changed.append(row)
    insert(Consent, added)
    if changed:
        Consent.objects.bulk_update(changed, ["at", "state"], batch_size=100)
