"""The step score: points are given once, count in the score, fade as the others do, and wake segments."""

from __future__ import annotations

from datetime import timedelta

import pytest

from suppilo.events import queries as log
from suppilo.foundation import clock
from suppilo.segments.operations import settle
from suppilo.segments.queries import members, scores_of
from tests.journeys.story import DATABASE, funnel, happen, journey, turn
from tests.messages.world import World, publish

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
HEAT = {"name": "Heat", "half_life": "10d", "rules": [{"event": "page_viewed", "points": 1}]}
HOT = {"hot": {"name": "Hot", "when": {"score": "heat", "at_least": 8}}}
STEPS = (
    {"id": "up", "score": "heat", "points": 10},
    {"id": "rest", "wait": "10d"},
    {"id": "down", "score": "heat", "points": -2.5},
)


def running(*steps: dict[str, object]) -> World:
    return publish(funnels=[funnel(warm_up=journey(*steps))], scores={"heat": HEAT}, segments=HOT)


def points(world: World, person: int) -> float:
    return round(scores_of(world.workspace_id, [person], clock.now())[person]["heat"].points, 3)


def settled() -> None:
    while settle(clock.now()):
        pass


def test_points_that_a_step_gives_count_fade_and_bring_into_a_segment():
    world = running(*STEPS)
    person = world.person("a@example.org")
    happen(world, person)
    turn()
    settled()
    assert (points(world, person), members(world.workspace_id, "hot")) == (10, [person])
    clock.turn(timedelta(days=10))
    turn()
    settled()
    assert (points(world, person), members(world.workspace_id, "hot")) == (2.5, [])
    told = log.facts_of(world.workspace_id, [person], names=["points_given"])[person]
    assert [(fact.properties["score"], fact.properties["points"], fact.is_act) for fact in told] == [
        ("heat", 10, False),
        ("heat", -2.5, False),
    ]


def test_points_of_a_step_that_is_gone_count_no_more():
    world = running(*STEPS)
    person = world.person("a@example.org")
    happen(world, person)
    turn()
    running(STEPS[1])
    assert points(world, person) == 0
