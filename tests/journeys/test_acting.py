"""Splits, attributes, other journeys, goals: what else a step may do."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from suppilo.events import queries as log
from suppilo.foundation import clock
from suppilo.journeys.models import Ended, Enrolment
from suppilo.journeys.steps.forking import way_of
from suppilo.people import queries as people
from tests.journeys.story import (
    DATABASE,
    endings,
    funnel,
    happen,
    inside,
    journey,
    publish_journeys,
    said,
    turn,
)
from tests.messages.world import publish

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
SEND = {"id": "guide", "send": "guide_mail"}
REST = {"id": "rest", "wait": "1d"}


def start(world, email: str = "a@example.org") -> int:
    person = world.person(email)
    happen(world, person)
    turn()
    return person


def test_a_split_sends_each_enrolment_the_way_its_number_says():
    halves = {
        "id": "halves",
        "split": [{"weight": 3, "steps": [{"id": "a", "tag": "a"}]}, {"steps": [{"id": "b", "tag": "b"}]}],
    }
    world = publish_journeys(deliver=journey(halves, SEND))
    persons = [world.person(f"p{number}@example.org") for number in range(40)]
    for person in persons:
        happen(world, person)
    turn()
    numbers = dict(Ended.objects.values_list("person_id", "enrolment_id"))
    known = people.attributes_of(persons)
    assert all(known[one]["tags"] == ["ab"[way_of(numbers[one], "halves", [3, 1])]] for one in persons)
    assert len(said()) == 40


@pytest.mark.django_db(transaction=False)
def test_a_split_shares_out_by_weight():
    drawn = Counter(way_of(number, "halves", [3, 1, 1]) for number in range(10_000))
    assert 5_800 < drawn[0] < 6_200
    assert 1_800 < drawn[1] < 2_200
    other = [way_of(number, "another", [1, 1]) for number in range(10_000)]
    same = sum(one == way_of(number, "halves", [1, 1]) for number, one in enumerate(other))
    assert 4_700 < same < 5_300  # two splits in a row are drawn apart


def test_attributes_are_set_as_they_are_declared():
    types = {"plan": "text", "size": "number", "since": "day"}
    step = {"id": "s", "set": {"plan": "Gold", "size": 3, "since": "2026-03-01"}}
    world = publish(attributes=types, funnels=[funnel(deliver=journey(step, SEND))])
    person = start(world)
    known = people.attributes_of([person])[person]
    assert (known["plan"], known["size"], known["since"].isoformat()) == ("Gold", 3.0, "2026-03-01")
    facts = log.facts_of(world.workspace_id, [person], names=["attributes_changed"])[person]
    assert facts[-1].properties["keys"] == ["plan", "since", "size"]


def test_a_step_starts_another_journey_and_its_own_goes_on():
    other = journey(REST, trigger={"manual": True})
    world = publish_journeys(deliver=journey({"id": "on", "enrol": "other"}, SEND), other=other)
    person = start(world)
    assert said() == [(person, "guide_mail")]
    assert inside() == [(person, "rest")]
    happen(world, person)
    turn()
    assert [row.entry_key.split(":")[0] for row in Enrolment.objects.all()] == ["journey"]


def test_a_journey_that_the_running_version_no_longer_has_takes_nobody_in():
    other = journey(REST, trigger={"manual": True})
    world = publish_journeys(deliver=journey(REST, {"id": "on", "enrol": "other"}, SEND), other=other)
    person = start(world)
    publish_journeys(deliver=journey(REST, SEND))
    clock.turn(timedelta(days=1))
    turn()
    assert said() == [(person, "guide_mail")]
    assert inside() == []


def test_whoever_reaches_the_goal_leaves_before_the_next_step_with_that_reason():
    goal, exit_when = {"event": "offer_bought"}, {"event": "page_viewed"}
    world = publish_journeys(deliver=journey(REST, SEND, goal=goal, exit=exit_when))
    reached, left = start(world, "a@example.org"), start(world, "b@example.org")
    happen(world, reached, "offer_bought", properties={"offer": "box"})
    happen(world, reached, "page_viewed")
    happen(world, left, "page_viewed")
    clock.turn(timedelta(days=1))
    turn()
    assert endings() == [(reached, "goal"), (left, "exit")]
    assert said() == []


@pytest.mark.parametrize(
    ("again", "days", "many"), [("never", 40, 1), ("after_end", 1, 2), ("10d", 9, 1), ("10d", 10, 2), ("always", 0, 2)]
)
def test_who_comes_in_again_is_as_the_journey_says(again: str, days: int, many: int):
    world = publish_journeys(deliver=journey(SEND, {"id": "rest", "wait": "12h"}, again=again))
    person = start(world)
    clock.turn(timedelta(days=days))
    turn()
    happen(world, person)
    turn()
    assert said() == [(person, "guide_mail")] * many


def test_a_duration_never_lets_somebody_in_twice_at_once():
    world = publish_journeys(deliver=journey(SEND, {"id": "rest", "wait": "60d"}, again="10d"))
    person = start(world)
    clock.turn(timedelta(days=20))
    happen(world, person)
    turn()
    assert said() == [(person, "guide_mail")]


def test_a_person_may_be_in_many_journeys():
    world = publish_journeys(one=journey(REST, SEND), two=journey(REST), three=journey({"id": "r", "wait": "2d"}))
    person = start(world)
    assert sorted(Enrolment.objects.values_list("journey", flat=True)) == ["one", "three", "two"]
    clock.turn(timedelta(days=1))
    turn()
    assert inside() == [(person, "r")]
