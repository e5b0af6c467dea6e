"""Whom somebody wants to enrol, and how many of them would get in: counted before anything is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from suppilo.definition.model import Journey
from suppilo.journeys.again import Former, former_entries, may_enter
from suppilo.journeys.errors import NoSuchJourney, NoSuchSegment
from suppilo.journeys.program import journeys_of
from suppilo.people import queries as people
from suppilo.publishing import queries as publishing
from suppilo.segments import queries as segments

_BATCH = 1_000


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Whom to enrol: these people, or everybody in a segment as it is when they are taken in."""

    people: Sequence[int] = ()
    segment: str = ""


@dataclass(frozen=True)
class Forecast:
    """Of how many `chosen` how many would `enter`; `inside` are in it, `before` were and may not come again."""

    chosen: int
    enter: int
    inside: int
    before: int


def journey_called(workspace_id: int, journey: str, chosen: Chosen) -> Journey:
    """The running definition's journey. Raises NoSuchJourney and NoSuchSegment."""
    running = publishing.running(workspace_id)
    journeys = journeys_of(running.bundle) if running else {}
    if running is None or journey not in journeys:
        raise NoSuchJourney(journey, sorted(journeys))
    if chosen.segment and chosen.segment not in running.bundle.segments:
        raise NoSuchSegment(chosen.segment, sorted(running.bundle.segments))
    return journeys[journey]


def forecast(workspace_id: int, journey: str, chosen: Chosen, *, now: datetime) -> Forecast:
    """How many would get in. Raises NoSuchJourney and NoSuchSegment."""
    rules = journey_called(workspace_id, journey, chosen)
    counted = {"chosen": 0, "enter": 0, "inside": 0, "before": 0}
    for some in _batches(workspace_id, chosen):
        former = former_entries(workspace_id, [journey], some)
        for person in some:
            before = former.get((journey, person), Former())
            may = may_enter(rules, before, now)
            counted["chosen"] += 1
            counted["enter" if may else "inside" if before.is_inside else "before"] += 1
    return Forecast(**counted)


def _batches(workspace_id: int, chosen: Chosen) -> Iterator[set[int]]:
    """Everybody chosen, each person once."""
    here = people.describe(workspace_id, chosen.people) if chosen.people else {}
    one_each = sorted(set(people.canonical([person for person in here if person > 0]).values()))
    for start in range(0, len(one_each), _BATCH):
        yield set(one_each[start : start + _BATCH])
    after = 0
    while chosen.segment and (some := segments.members_after(workspace_id, chosen.segment, after, _BATCH)):
        after = some[-1]
        yield set(some)
