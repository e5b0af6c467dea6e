"""The steps that wait: a while, until a date, until hours are open, for an act.

A waiting enrolment stands at its step, with `deadline` set to when the wait ends by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from suppilo.definition.model import Wait, WaitFor, WaitUntil, Window
from suppilo.events import queries as log
from suppilo.events.queries import StoredFact
from suppilo.journeys.dates import comes_at
from suppilo.journeys.entering import acts, view
from suppilo.journeys.localtime import opens_at
from suppilo.journeys.models import Enrolment
from suppilo.journeys.steps.group import Group, go_on, go_way
from suppilo.journeys.zones import zones_of
from suppilo.kernel.conditions import fact_meets
from suppilo.people import queries as known_people

#: The fact that wakes who waits for a date: it may have become another.
CHANGED = "attributes_changed"


def wait(group: Group, now: datetime) -> list[Enrolment]:
    """Stand here until the time is over."""
    step = group.place.step
    assert isinstance(step, Wait)
    for row in group.rows:
        if row.deadline is None:
            row.deadline = row.due_at = now + step.wait
        elif now >= row.deadline:
            go_on(row, group.place.after, now)
        else:
            row.due_at = row.deadline
    return list(group.rows)


def window(group: Group, now: datetime) -> list[Enrolment]:
    """Go on where the hours are open now; the others stand here until they open where they are."""
    step = group.place.step
    assert isinstance(step, Window)
    zones = zones_of(group.people, group.bundle)
    opens = {zone: opens_at(step.window, zone, now) for zone in {found.name for found in zones.values()}}
    for row in group.rows:
        at = opens[zones[row.person_id].name]
        if at <= now:
            go_on(row, group.place.after, now)
        else:
            row.deadline = row.due_at = at
    return list(group.rows)


def wait_until(group: Group, now: datetime) -> list[Enrolment]:
    """Stand here until the date; whoever has none, or whose date had passed on arrival, goes through `otherwise`.

    As with `wait_for`, first become wakeable and commit that, then look: the date may change meanwhile.
    """
    step = group.place.step
    assert isinstance(step, WaitUntil)
    known = known_people.attributes_of(group.people)
    zones = zones_of(group.people, group.bundle)
    for row in group.rows:
        at = comes_at(known[row.person_id].get(step.wait_until), step, zones[row.person_id].name)
        arrives = not row.waiting_for
        if at is None or (arrives and at <= now):
            go_way(row, group.place, 0, now)
        elif at <= now:
            go_way(row, group.place, 1, now)
        else:
            row.waiting_for, row.deadline, row.due_at = CHANGED, at, now if arrives else at
    return list(group.rows)


def wait_for(group: Group, now: datetime) -> list[Enrolment]:
    """First become wakeable and commit that; then, in a later turn, look whether the act has come already.

    In one transaction an act committed between the look and the commit would be missed by both: by the look, because
    it was not there yet, and by the reader, because nobody was seen waiting.
    """
    step = group.place.step
    assert isinstance(step, WaitFor)
    waiting = [row for row in group.rows if row.waiting_for]
    for row in group.rows:
        if not row.waiting_for:
            row.waiting_for, row.deadline, row.due_at = step.wait_for, now + step.timeout, now
    came = _awaited(group.workspace_id, step, waiting)
    for row in waiting:
        deadline = row.deadline or now
        if row.pk in came:
            row.since = came[row.pk].at
            go_way(row, group.place, 0, now)
        elif now >= deadline:
            row.since = deadline
            go_way(row, group.place, 1, now)
        else:
            row.due_at = deadline
    return list(group.rows)


def _awaited(workspace_id: int, step: WaitFor, rows: Sequence[Enrolment]) -> dict[int, StoredFact]:
    """The first fact, by enrolment, that each of `rows` waits for and that came in time."""
    if not rows:
        return {}
    whom = known_people.canonical({row.person_id for row in rows})
    facts: dict[int, list[StoredFact]] = {}
    everyone = known_people.aliases(set(whom.values()))
    for person_id, some in log.facts_of(workspace_id, list(everyone), names=[step.wait_for]).items():
        facts.setdefault(everyone[person_id], []).extend(some)
    found: dict[int, StoredFact] = {}
    for row in rows:
        for fact in sorted(facts.get(whom[row.person_id], []), key=lambda one: (one.at, one.seq)):
            if _answers(fact, row, step):
                found[row.pk] = fact
                break
    return found


def _answers(fact: StoredFact, row: Enrolment, step: WaitFor) -> bool:
    in_time = row.since <= fact.at and (row.deadline is None or fact.at <= row.deadline)
    return in_time and fact.seq != row.cause_seq and acts(fact) and fact_meets(step.where, view(fact))
