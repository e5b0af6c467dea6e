"""A person's timeline in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from suppilo.events.queries import StoredFact
from suppilo.events.queries import timeline as newest_facts
from suppilo.messages.queries import Held, held_back
from suppilo.studio.queries.sent_names import with_sent
from suppilo.studio.words import codes
from suppilo.studio.words.facts import say_fact, say_waiting
from suppilo.studio.words.names import Names
from suppilo.studio.words.times import say_day, say_instant, say_time

PAGE = 100


@dataclass(frozen=True)
class Entry:
    """One line: when, what in words, whether the person did it, and where it came from if not from life."""

    seq: int
    at: datetime
    time: str
    words: SafeString
    is_act: bool
    name: str
    origin: str


@dataclass(frozen=True)
class Day:
    """The lines of one day, newest first."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Timeline:
    """A page of days, newest first; `more` says whether older facts are left out."""

    days: tuple[Day, ...]
    more: bool


def timeline(
    workspace_id: int, person_ids: Collection[int], names: Names, *, zone: str, now: datetime, limit: int = PAGE
) -> Timeline:
    """The newest `limit` facts of a person (give every id that stands for them) as days of sentences."""
    facts = newest_facts(workspace_id, list(person_ids), limit=limit + 1)
    shown = list(_told(facts[:limit]))
    keys = (fact.properties.get(key, "") for fact in shown for key in ("message", "journey"))
    names = with_sent(names, workspace_id, keys)
    held = held_back(workspace_id, shown)
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    days = groupby(shown, key=lambda fact: fact.at.astimezone(place).date())
    return Timeline(
        tuple(
            Day(say_day(day, today), tuple(_entry(fact, names, zone, held.get(fact.seq)) for fact in some))
            for day, some in days
        ),
        len(facts) > limit,
    )


def _told(facts: list[StoredFact]) -> Iterable[StoredFact]:
    """Leave out what another line says already: the match of a stage that was also entered."""
    entered = {(fact.properties.get("funnel"), fact.properties.get("stage")) for fact in facts if fact.name == _ENTERED}
    for fact in facts:
        if fact.name != _MATCHED or (fact.properties.get("funnel"), fact.properties.get("stage")) not in entered:
            yield fact


_ENTERED, _MATCHED = "stage_entered", "stage_matched"


def _entry(fact: StoredFact, names: Names, zone: str, held: Held | None) -> Entry:
    origin = "" if fact.origin == "live" else codes.say_code(codes.ORIGINS, fact.origin)
    return Entry(
        fact.seq,
        fact.at,
        say_time(fact.at, zone),
        _words(fact, names, zone, held),
        fact.is_act,
        fact.name,
        origin,
    )


def _words(fact: StoredFact, names: Names, zone: str, held: Held | None) -> SafeString:
    if held is None:
        return say_fact(fact.name, fact.properties, names)
    if held.waits:
        until = say_instant(held.until, zone) if held.until else ""
        return say_waiting(fact.properties, names, held.why, until)
    return say_fact(fact.name, fact.properties, names, held.why)
