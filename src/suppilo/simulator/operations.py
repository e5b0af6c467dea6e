"""Writing a made-up past into a workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from suppilo.events import operations as events
from suppilo.foundation.writing import writing
from suppilo.people import operations as people
from suppilo.publishing import queries as publishing
from suppilo.simulator.lives import MAGNET, PURPOSE, Life, lives

ORIGIN = SOURCE = "demo"
_BATCH = 100


@dataclass(frozen=True)
class Past:
    """What was written."""

    visitors: int
    people: int
    leads: int
    facts: int


class NothingRuns(Exception):
    """A past needs a definition: apply one first."""


def live_the_past(
    workspace_id: int,
    *,
    anchor: datetime,
    seed: int = 1962,
    weeks: int = 10,
    visitors: int = 9_000,
    watch: Callable[[int], None] | None = None,
) -> Past:
    """Give the workspace a plausible past of `weeks` up to `anchor`, all of origin demo: nothing starts from it.

    The same `seed` and `anchor` write the same facts, so that a repeat (or going on after a kill) adds nothing twice.
    Batches are short transactions; `watch` is told how many visitors are done. Raises NothingRuns.
    """
    running = publishing.running(workspace_id)
    if running is None:
        raise NothingRuns("No definition runs in this workspace: apply one first.")
    told = lives(running.bundle, seed=seed, anchor=anchor, weeks=weeks, visitors=visitors)
    done, persons, leads, facts = 0, 0, 0, 0
    while batch := _next(told):
        with writing():
            facts += _write(workspace_id, batch, anchor)
        done += len(batch)
        leads += sum(life.lead_at is not None for life in batch)
        persons += sum(life.measured or life.lead_at is not None for life in batch)
        if watch:
            watch(done)
    return Past(done, persons, leads, facts)


def _next(told: Iterator[Life]) -> list[Life]:
    return list(islice(told, _BATCH))


def _write(workspace_id: int, batch: Sequence[Life], anchor: datetime) -> int:
    who = _people(workspace_id, batch, anchor)
    _describe(workspace_id, batch, who, anchor)
    _agree(workspace_id, batch, who, anchor)
    facts = [
        events.NewFact(
            name=act.name,
            person_id=who.get(life.number) if life.measured or act.name != "page_viewed" else None,
            at=act.at,
            properties=act.properties,
            source=SOURCE,
            external_id=f"{life.number}.{place}",
            origin=ORIGIN,
        )
        for life in batch
        for place, act in enumerate(life.acts)
    ]
    return sum(events.record(workspace_id, facts).created)


def _people(workspace_id: int, batch: Sequence[Life], anchor: datetime) -> dict[int, int]:
    """First the visitors who let themselves be measured, then those who left an address: as it happened."""
    measured = [life for life in batch if life.measured]
    leads = [life for life in batch if life.lead_at is not None]
    who: dict[int, int] = {}
    for some, given in (
        (measured, [({"visitor": life.visitor}, life.seen_at) for life in measured]),
        (leads, [(_of_a_lead(life), life.lead_at or life.seen_at) for life in leads]),
    ):
        identities = [
            people.Identity(
                identifiers=identifiers,
                at=at,
                language=life.land.language,
                country=life.land.country,
                zone=life.land.zone,
            )
            for life, (identifiers, at) in zip(some, given, strict=True)
        ]
        found = people.identify_many(workspace_id, identities, now=anchor, origin=ORIGIN, source=SOURCE)
        who |= {life.number: one.person_id for life, one in zip(some, found, strict=True)}
    return who


def _of_a_lead(life: Life) -> dict[str, str]:
    email = _plain_email(life)
    return {"email": email, "visitor": life.visitor} if life.measured else {"email": email}


def _plain_email(life: Life) -> str:
    """The address in plain letters."""
    return life.email.translate(str.maketrans("åäöæøéáí", "aaoaoeai"))


def _describe(workspace_id: int, batch: Sequence[Life], who: dict[int, int], anchor: datetime) -> None:
    rows = [
        people.Description(
            person_id=who[life.number],
            values={"first_name": life.first_name, "tags": ["reader" if life.agreed_at else "guide_only"]},
            at=life.lead_at,
        )
        for life in batch
        if life.lead_at is not None
    ]
    people.set_attributes_many(workspace_id, rows, now=anchor, origin=ORIGIN, source=SOURCE)


def _agree(workspace_id: int, batch: Sequence[Life], who: dict[int, int], anchor: datetime) -> None:
    steps = [
        (life, state, at)
        for life in batch
        for state, at in (("pending", life.asked_at), ("granted", life.agreed_at), ("withdrawn", life.left_at))
        if at is not None
    ]
    rows = [
        people.Agreement(
            person_id=who[life.number],
            purpose=PURPOSE,
            channel="email",
            state=state,
            at=at,
            proof={"demo": True, "magnet": MAGNET},
        )
        for life, state, at in steps
    ]
    people.record_consent_many(workspace_id, rows, now=anchor, origin=ORIGIN, source=SOURCE)
