"""Letting people start a journey because a business's own server asks for it: at once, and told one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from suppilo.definition.model import Journey
from suppilo.foundation import clock, ids
from suppilo.foundation.turns import Work, take_turn
from suppilo.foundation.writing import writing
from suppilo.journeys.again import Former, former_entries, may_enter
from suppilo.journeys.entering import Entry, admit
from suppilo.journeys.errors import JourneyPaused, KeyUsed, NoSuchJourney, NotByHand
from suppilo.journeys.models import Asked
from suppilo.journeys.pausing import paused
from suppilo.journeys.program import journeys_of
from suppilo.journeys.requested import Named
from suppilo.people import queries as people
from suppilo.publishing import queries as publishing
from suppilo.publishing.queries import RunningVersion

FORGET_AFTER = timedelta(days=30)
_AT_ONCE = 1_000
ENROLLED = "enrolled"


@dataclass(frozen=True)
class Asking:
    """A request with what became of each of its people, by place; `is_repeat` when it had been carried out before."""

    key: str
    at: datetime
    results: Sequence[str]
    is_repeat: bool = False


def ask(
    workspace_id: int, journey: str, named: Sequence[Named], *, key: str = "", digest: str, server_key_id: int
) -> Asking:
    """Let the people start the journey as far as its `again` lets them in; the same `key` (up to 64) does it once.

    Nobody is made: who is not known stays so. Raises KeyUsed when the key came with another body, NoSuchJourney, and
    NotByHand and JourneyPaused after keeping what was asked for.
    """
    now = clock.now()
    row = Asked(workspace_id=workspace_id, journey=journey, key=key, digest=digest, server_key_id=server_key_id, at=now)
    running = publishing.running(workspace_id)
    journeys = journeys_of(running.bundle) if running else {}
    if running is None or journey not in journeys:
        raise NoSuchJourney(journey, sorted(journeys))
    refused: Exception | None = None
    with writing():
        take_turn(Work.ENROLLING, workspace_id)
        before = Asked.objects.filter(workspace_id=workspace_id, journey=journey, key=key).first() if key else None
        if before is not None:
            if before.digest != digest:
                raise KeyUsed(key)
            return _told(before, is_repeat=True)
        if journeys[journey].trigger.manual is None:
            refused, word = NotByHand(journey), "not_manual"
        elif paused(workspace_id, [journey]):
            refused, word = JourneyPaused(journey), "journey_paused"
        if refused is not None:  # its key is free again: the same request may come when the journey runs
            row.key, row.results = ids.new_id(), [word] * len(named)
            row.save()
        else:
            row.key = key or ids.new_id()
            row.save()
            row.results = _enter(row, journeys[journey], running, named, now)
            row.save(update_fields=["results"])
    if refused is not None:
        raise refused
    return _told(row)


def _enter(row: Asked, journey: Journey, running: RunningVersion, named: Sequence[Named], now: datetime) -> list[str]:
    """What becomes of each, by place, once it is done."""
    found = _who(row.workspace_id, running.bundle.business.country, named)
    results, first = [one if isinstance(one, str) else "" for one in found], dict[int, int]()
    for place, one in enumerate(found):
        if isinstance(one, int) and first.setdefault(one, place) != place:
            results[place] = "named_twice"
    former = former_entries(row.workspace_id, [row.journey], set(first))
    entries = [
        Entry(journey_id=row.journey, person_id=person, key=f"api:{row.pk}", at=now, context=dict(named[place].values))
        for person, place in first.items()
    ]
    entered = {one.person_id for one in admit(row.workspace_id, entries, now)}
    for person, place in first.items():
        before = former.get((row.journey, person), Former())
        results[place] = ENROLLED if person in entered else _kept_out(journey, before, now)
    return results


def _kept_out(journey: Journey, before: Former, now: datetime) -> str:
    if may_enter(journey, before, now):
        return "journey_paused"
    return "already_inside" if before.is_inside else "was_inside"


def _who(workspace_id: int, country: str, named: Sequence[Named]) -> list[int | str]:
    """Each one's number, or the word for why there is none."""
    written = [_normalised(one.identifiers, country) for one in named]
    wanted = {pair for one in written if one is not None for pair in one.items()}
    known = people.find_many(workspace_id, wanted)
    return [_owner(one, known) for one in written]


def _normalised(identifiers: Mapping[str, str], country: str) -> dict[str, str] | None:
    try:
        return {kind: people.normalise(kind, value, country) for kind, value in identifiers.items()}
    except people.BadIdentifier:
        return None


def _owner(identifiers: dict[str, str] | None, known: Mapping[tuple[str, str], int]) -> int | str:
    if identifiers is None:
        return "unreadable"
    owners = {known[pair] for pair in identifiers.items() if pair in known}
    if len(owners) > 1:
        return "two_people"
    return owners.pop() if owners else "not_known"


def _told(row: Asked, *, is_repeat: bool = False) -> Asking:
    return Asking(row.key, row.at, row.results, is_repeat)


def asked(workspace_id: int, journey: str, *, limit: int = 20) -> list[Asking]:
    """The newest requests for a journey of the last 30 days."""
    rows = Asked.objects.filter(workspace_id=workspace_id, journey=journey).order_by("-at", "-pk")
    return [_told(row) for row in rows[:limit]]


def asked_by(workspace_id: int, journey: str, key: str) -> Asking | None:
    """The request of this name, while it is kept."""
    row = Asked.objects.filter(workspace_id=workspace_id, journey=journey, key=key).first()
    return _told(row) if row else None


def forget_asked(now: datetime) -> int:
    """Remove up to 1,000 requests that are older than 30 days; answers how many. A task of the worker."""
    old = Asked.objects.filter(at__lt=now - FORGET_AFTER).order_by("at").values_list("pk", flat=True)
    keys = list(old[:_AT_ONCE])
    if not keys:
        return 0
    with writing():
        return Asked.objects.filter(pk__in=keys).delete()[0]
