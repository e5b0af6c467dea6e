"""Carrying out steps, for whole groups of people at the same step of the same version. Joins a transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from suppilo.definition.model import Branch, Journey, Send, Stop, Tag, Wait, WaitFor
from suppilo.events import operations as events
from suppilo.events import queries as log
from suppilo.events.queries import StoredFact
from suppilo.journeys.ending import end
from suppilo.journeys.entering import acts, view
from suppilo.journeys.meeting import who_meets
from suppilo.journeys.models import Enrolment
from suppilo.journeys.program import Place
from suppilo.kernel.conditions import fact_meets
from suppilo.messages import operations as messages
from suppilo.people import operations as people
from suppilo.people import queries as known_people


@dataclass(frozen=True)
class Group:
    """Enrolments of one workspace at one step of one version of a journey."""

    workspace_id: int
    version_id: int
    journey: Journey
    place: Place
    rows: Sequence[Enrolment]


def without_leavers(
    workspace_id: int, journey: Journey, rows: Sequence[Enrolment], now: datetime
) -> Sequence[Enrolment]:
    """End those for whom the exit condition holds; answers the others. It is asked before every step."""
    if journey.exit is None or not rows:
        return rows
    leaving = who_meets(workspace_id, journey.exit, {row.person_id for row in rows}, now)
    end([row for row in rows if row.person_id in leaving], "exit", now)
    return [row for row in rows if row.person_id not in leaving]


def carry_out(group: Group, now: datetime) -> list[Enrolment]:
    """Do the step for everybody of the group; answers the enrolments that go on, with their new place."""
    kind = type(group.place.step)
    return _STEPS[kind](group, now)


def _go_on(row: Enrolment, to: str, now: datetime) -> Enrolment:
    row.step, row.due_at, row.waiting_for, row.deadline = to, now, "", None
    return row


def _send(group: Group, now: datetime) -> list[Enrolment]:
    step = group.place.step
    assert isinstance(step, Send)
    items = [
        messages.QueueItem(
            person_id=row.person_id,
            message_id=step.send,
            unique_key=f"enrolment:{row.pk}:{step.id}",
            context=row.context,
            origin=row.origin,
            journey=row.journey,
        )
        for row in group.rows
    ]
    messages.queue(group.workspace_id, version_id=group.version_id, items=items, now=now)
    for row in group.rows:
        row.since = now
    return [_go_on(row, group.place.after, now) for row in group.rows]


def _wait(group: Group, now: datetime) -> list[Enrolment]:
    step = group.place.step
    assert isinstance(step, Wait)
    for row in group.rows:
        _go_on(row, group.place.after, now)
        row.due_at = now + step.wait
    return list(group.rows)


def _branch(group: Group, now: datetime) -> list[Enrolment]:
    step = group.place.step
    assert isinstance(step, Branch)
    yes = who_meets(group.workspace_id, step.branch, {row.person_id for row in group.rows}, now)
    ways = {True: group.place.then, False: group.place.otherwise}
    return [_go_on(row, ways[row.person_id in yes], now) for row in group.rows]


def _tag(group: Group, now: datetime) -> list[Enrolment]:
    step = group.place.step
    assert isinstance(step, Tag)
    known = known_people.attributes_of({row.person_id for row in group.rows})
    changes: list[people.Description] = []
    facts: list[events.NewFact] = []
    for row in group.rows:
        tags = _list(known[row.person_id].get("tags"))
        if (step.tag in tags) != step.remove:
            continue
        after = [tag for tag in tags if tag != step.tag] if step.remove else [*tags, step.tag]
        changes.append(people.Description(person_id=row.person_id, values={"tags": tuple(after)}, at=now))
        facts.append(_tagged(row, step, now))
    if changes:
        people.set_attributes_many(
            group.workspace_id, changes, now=now, origin="live", source="journeys", types={"tags": "list"}
        )
        events.record(group.workspace_id, facts)
    return [_go_on(row, group.place.after, now) for row in group.rows]


def _list(value: Any) -> list[str]:
    if value in (None, ""):
        return []
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]


def _tagged(row: Enrolment, step: Tag, now: datetime) -> events.NewFact:
    return events.NewFact(
        name="tag_removed" if step.remove else "tag_added",
        person_id=row.person_id,
        at=now,
        properties={"tag": step.tag},
        source="journeys",
        external_id=f"{row.pk}:{step.id}",
        origin=row.origin,
    )


def _stop(group: Group, now: datetime) -> list[Enrolment]:
    end(group.rows, "stopped", now)
    return []


def _wait_for(group: Group, now: datetime) -> list[Enrolment]:
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
            _go_on(row, group.place.then, now)
        elif now >= deadline:
            row.since = deadline
            _go_on(row, group.place.otherwise, now)
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


_STEPS: Mapping[type, Callable[[Group, datetime], list[Enrolment]]] = {
    Send: _send,
    Wait: _wait,
    WaitFor: _wait_for,
    Branch: _branch,
    Tag: _tag,
    Stop: _stop,
}
