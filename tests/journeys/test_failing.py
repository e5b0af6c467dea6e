"""A step that fails holds up nobody else, is tried again, and is seen when it cannot go on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from suppilo.foundation import clock
from suppilo.journeys import operations, queries
from suppilo.journeys.models import Enrolment
from tests.journeys.story import DATABASE, happen, journey, publish_journeys, said, turn
from tests.messages.world import World

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
#: A row that names a step which its version does not have: carrying it out raises.
NOWHERE = "nowhere"


def waiting(many: int) -> tuple[World, list[int]]:
    """People of whom the third cannot go on after the pause."""
    world = publish_journeys(deliver=journey({"id": "rest", "wait": "1d"}, {"id": "guide", "send": "guide_mail"}))
    people = [world.person(f"p{number}@example.org") for number in range(many)]
    for person in people:
        happen(world, person)
    turn()
    Enrolment.objects.filter(person_id=people[2]).update(step=NOWHERE)
    return world, people


def pass_by(time: timedelta) -> None:
    clock.turn(time)
    turn()


def test_the_others_of_the_batch_go_on_and_each_gets_one_message() -> None:
    _world, people = waiting(7)
    pass_by(timedelta(days=1))
    assert sorted(said()) == [(person, "guide_mail") for person in sorted(people) if person != people[2]]


def test_who_failed_is_tried_again_and_then_stands_still_with_the_reason() -> None:
    world, people = waiting(3)
    pass_by(timedelta(days=1))
    assert queries.count_stuck(world.workspace_id) == 0
    pass_by(timedelta(minutes=1))
    pass_by(timedelta(minutes=10))
    cards = queries.stuck(world.workspace_id)
    assert [(card.person_id, card.journey, card.step) for card in cards] == [(people[2], "deliver", NOWHERE)]
    assert NOWHERE in cards[0].reason
    assert Enrolment.objects.get(person_id=people[2]).due_at is None


def test_a_second_try_that_goes_well_forgets_the_first() -> None:
    world, people = waiting(3)
    pass_by(timedelta(days=1))
    Enrolment.objects.filter(person_id=people[2]).update(step="guide")
    pass_by(timedelta(minutes=1))
    assert (people[2], "guide_mail") in said()
    assert queries.count_stuck(world.workspace_id) == 0


def test_somebody_lets_it_try_again_once_the_cause_is_gone() -> None:
    world, people = waiting(3)
    for time in (timedelta(days=1), timedelta(minutes=1), timedelta(minutes=10)):
        pass_by(time)
    Enrolment.objects.filter(person_id=people[2]).update(step="guide")
    assert operations.try_again(world.workspace_id, enrolment_ids=[0]) == 0
    assert operations.try_again(world.workspace_id) == 1
    turn()
    assert said().count((people[2], "guide_mail")) == 1
    assert queries.stuck(world.workspace_id) == []
