"""The step move: people are put into a stage, by a fact, for good, and never back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from suppilo.events import queries as log
from suppilo.foundation import clock, work
from suppilo.funnels.models import Match, Move
from suppilo.funnels.queries import matches, stage_of
from suppilo.people import operations as people
from suppilo.publishing import operations as publishing
from suppilo.publishing import queries as running
from tests.journeys.story import DATABASE, FORM, TASKS, endings, happen, journey
from tests.journeys.test_versions import Story
from tests.messages.world import NOON, World, publish

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
MOVE = {"id": "on", "move": "keen"}
ALL = ("settle", "settle_in_time", "migrations", *TASKS)
STAGES = [
    {"id": "lead", "name": "Lead", "enter": {"identifier": "email"}},
    {"id": "keen", "name": "Keen", "enter": {"event": "offer_bought"}},
    {"id": "won", "name": "Won", "enter": {"event": "order_paid"}},
]


def parts(stages: list[dict[str, Any]] | None = None, **journeys: Any) -> dict[str, Any]:
    return {"id": "coffee", "name": "Coffee", "stages": stages or STAGES, "journeys": journeys}


def turn(**time: float) -> None:
    clock.turn(timedelta(**time))
    work.run_due(clock.now(), only=ALL)


def start(world: World, name: str = "a") -> int:
    person = world.person(f"{name}@example.org", now=clock.now())
    turn()
    happen(world, person)
    turn()
    return person


def stage(person: int) -> str:
    return stage_of([person])[person]["coffee"].stage


def told(world: World, person: int, name: str) -> list[dict[str, Any]]:
    return [dict(one.properties) for one in log.facts_of(world.workspace_id, [person], names=[name]).get(person, [])]


def test_the_person_stands_there_and_the_fact_names_the_journey():
    world = publish(funnels=[parts(deliver=journey({"id": "w", "wait": "1h"}, MOVE))])
    person = start(world)
    assert stage(person) == "lead"
    turn(hours=1)
    assert stage(person) == "keen"
    assert told(world, person, "stage_assigned") == [{"funnel": "coffee", "stage": "keen", "journey": "deliver"}]
    (fact,) = log.facts_of(world.workspace_id, [person], names=["stage_assigned"])[person]
    found = {row.stage: row for row in matches(world.workspace_id, "coffee", person_ids=[person])}
    assert (found["keen"].at, found["keen"].cause_seq) == (NOON + timedelta(hours=1), fact.seq)
    move = Move.objects.get(person_id=person, to_stage="keen")
    assert (move.from_stage, move.cause_seq, move.origin) == ("lead", fact.seq, "live")


def test_nobody_is_taken_back():
    world = publish(funnels=[parts(deliver=journey({"id": "w", "wait": "1h"}, MOVE))])
    person = start(world)
    happen(world, person, "order_paid", properties={"amount": 5})
    turn(hours=1)
    assert stage(person) == "won"
    assert told(world, person, "stage_assigned") == []
    assert not Match.objects.filter(person_id=person, stage="keen").exists()
    assert endings() == [(person, "finished")]


def test_journeys_that_start_from_stages_do_not_chase_each_other():
    entered = {"event": "stage_entered", "where": {"stage": "keen"}}
    again = {"again": "always"}
    world = publish(
        funnels=[
            parts(
                deliver=journey(MOVE, **again),
                back=journey({"id": "off", "move": "lead"}, {"id": "up", "move": "keen"}, trigger=entered, **again),
                other=journey({"id": "go", "enrol": "deliver"}, trigger=entered, **again),
            )
        ]
    )
    person = start(world)
    for _ in range(5):
        turn(minutes=1)
    assert len(told(world, person, "stage_assigned")) == 1
    assert len([one for one in told(world, person, "stage_entered") if one["stage"] == "keen"]) == 1
    assert len(endings()) == 4  # deliver, back and other once; deliver once more, asked for by other


def test_it_outlives_a_new_condition_a_merge_and_its_undoing():
    story = Story(MOVE)
    story.publish(MOVE)
    world = publish("other", funnels=[parts(deliver=journey(MOVE))])
    person, twin = start(world), world.person("b@example.org", now=clock.now())
    turn()
    now = clock.now()
    people.merge(world.workspace_id, keep=twin, absorb=person, reason="staff", at=now, now=now)
    turn()
    assert stage(twin) == "keen"
    people.unmerge(world.workspace_id, absorbed=person, at=clock.now(), now=clock.now())
    turn()
    assert (stage(person), stage(twin)) == ("keen", "lead")
    stricter = [STAGES[0], {**STAGES[1], "enter": {"event": "cart_filled"}}, STAGES[2]]
    _apply(world, parts(stricter, deliver=journey({"id": "x", "tag": "y"})))
    turn()
    assert (stage(person), stage(twin)) == ("keen", "lead")


def _apply(world: World, funnel: dict[str, Any]) -> None:
    from suppilo.definition.model import Bundle
    from suppilo.definition.reading.result import Reading
    from tests.messages.world import content

    current = running.running(world.workspace_id)
    assert current is not None
    bundle = Bundle.model_validate(content(funnels=[funnel]))
    publishing.apply(world.workspace_id, Reading(bundle, (), {}, "", {}), made_from=current.number)


def test_a_stage_that_is_no_more_is_passed_by():
    world = publish(funnels=[parts(deliver=journey({"id": "w", "wait": "1h"}, MOVE), **{})])
    person = start(world)
    publish(funnels=[parts([STAGES[0], STAGES[2]], deliver=journey({"id": "w", "wait": "1h"}))])
    turn(hours=1)
    assert endings() == [(person, "finished")]
    assert told(world, person, "stage_assigned") == []


def test_where_a_stage_stands_alone_changes_nothing_about_its_rule():
    """The name of a condition that was written down by an earlier release is still the same."""
    from suppilo.segments.queries import rules_of

    world = publish(funnels=[parts(deliver=journey(MOVE))])
    assert rules_of(world.bundle, "coffee")["keen"] == "9b9fc1ecaf2173d6"


def test_another_funnel_can_be_named():
    support = {"id": "support", "name": "S", "stages": [{"id": "asked", "name": "A", "enter": {"event": "task_done"}}]}
    step = {"id": "on", "move": "asked", "funnel": "support"}
    world = publish(funnels=[parts(deliver=journey(step, trigger=FORM)), support])
    person = start(world)
    assert stage_of([person])[person]["support"].stage == "asked"
