"""What happens step by step, and that no act that is waited for is missed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from suppilo.events import queries as log
from suppilo.foundation import clock, work
from suppilo.journeys.models import Enrolment
from suppilo.messages.models import Outgoing
from suppilo.people import queries as people
from tests.journeys.story import DATABASE, endings, happen, inside, journey, publish_journeys, said, turn

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
SEND = {"id": "guide", "send": "guide_mail"}
AWAIT = {
    "id": "clicked",
    "wait_for": "message_clicked",
    "where": {"message": "guide_mail"},
    "timeout": "3d",
    "then": [{"id": "yes", "tag": "clicked"}],
    "on_timeout": [{"id": "no", "tag": "silent"}],
}
CLICK = {"properties": {"message": "guide_mail"}}


def tags(person: int) -> list[str]:
    found = people.attributes_of([person])[person].get("tags") or []
    return sorted([found] if isinstance(found, str) else found)


def start(world, email: str = "a@example.org") -> int:
    person = world.person(email)
    happen(world, person)
    turn()
    return person


def test_a_wait_lasts_exactly_as_long_as_it_says():
    world = publish_journeys(deliver=journey({"id": "rest", "wait": "2d"}, SEND))
    start(world)
    clock.turn(timedelta(days=2, seconds=-1))
    turn()
    assert said() == []
    clock.turn(timedelta(seconds=1))
    turn()
    assert len(said()) == 1


def test_the_act_that_is_waited_for_wakes_at_once():
    world = publish_journeys(deliver=journey(SEND, AWAIT))
    person = start(world)
    clock.turn(timedelta(hours=5))
    happen(world, person, "message_clicked", **CLICK)
    turn()
    assert tags(person) == ["clicked"]
    assert endings() == [(person, "finished")]


def test_without_the_act_the_timeout_goes_on():
    world = publish_journeys(deliver=journey(SEND, AWAIT))
    person = start(world)
    clock.turn(timedelta(days=3))
    turn()
    assert tags(person) == ["silent"]


def test_an_act_that_came_before_the_wait_began_counts_from_the_last_message():
    world = publish_journeys(deliver=journey(SEND, {"id": "rest", "wait": "1d"}, AWAIT))
    person = start(world)
    clock.turn(timedelta(hours=1))
    happen(world, person, "message_clicked", **CLICK)
    turn()
    clock.turn(timedelta(days=1))
    turn()
    assert tags(person) == ["clicked"]


def test_an_act_from_before_the_last_message_does_not_count():
    world = publish_journeys(deliver=journey({"id": "rest", "wait": "1d"}, SEND, AWAIT))
    person = start(world)
    happen(world, person, "message_clicked", **CLICK)
    clock.turn(timedelta(days=1))
    turn()
    assert inside() == [(person, "clicked")]


def test_another_act_does_not_wake():
    world = publish_journeys(deliver=journey(SEND, AWAIT))
    person = start(world)
    happen(world, person, "message_clicked", properties={"message": "another"})
    happen(world, world.person("b@example.org"), "message_clicked", **CLICK)
    happen(world, person, "message_clicked", traffic="scanner", **CLICK)
    happen(world, person, "message_clicked", origin="import", **CLICK)
    turn()
    assert inside() == [(person, "clicked")]


def test_an_act_between_arming_and_looking_is_not_missed():
    """The reader has passed the fact before anybody was seen waiting: the look finds it in the log."""
    world = publish_journeys(deliver=journey(SEND, AWAIT))
    person = world.person("a@example.org")
    happen(world, person)
    work.run_due(clock.now(), only=("journeys",))
    work.run_due(clock.now(), only=("journey_steps",), rounds=1)  # send, and become wakeable
    assert Enrolment.objects.get().waiting_for == "message_clicked"
    happen(world, person, "message_clicked", **CLICK)
    Enrolment.objects.update(waiting_for="")  # as the reader saw it in a transaction of its own
    work.run_due(clock.now(), only=("journeys",))
    turn()
    assert tags(person) == ["clicked"]


def test_an_act_by_a_merged_person_counts():
    from suppilo.people import operations

    world = publish_journeys(deliver=journey(SEND, AWAIT))
    person = start(world)
    other = world.person("b@example.org")
    operations.merge(world.workspace_id, keep=other, absorb=person, reason="test", at=clock.now(), now=clock.now())
    clock.turn(timedelta(minutes=1))
    happen(world, other, "message_clicked", **CLICK)
    turn()
    assert tags(other) == ["clicked"]


def test_a_branch_goes_by_the_condition():
    branch = {
        "id": "which",
        "branch": {"attribute": "city", "is": "ÅBO"},
        "then": [{"id": "local", "tag": "local"}],
        "otherwise": [{"id": "far", "tag": "far"}],
    }
    world = publish_journeys(deliver=journey(branch, SEND))
    near, far = world.person("a@example.org", city="Åbo"), world.person("b@example.org", city="Oslo")
    happen(world, near)
    happen(world, far)
    turn()
    assert (tags(near), tags(far)) == (["local"], ["far"])
    assert len(said()) == 2


def test_a_tag_is_told_once_and_can_be_taken_away():
    world = publish_journeys(
        deliver=journey(
            {"id": "on", "tag": "reader"},
            {"id": "again", "tag": "reader"},
            {"id": "rest", "wait": "1d"},
            {"id": "off", "tag": "reader", "remove": True},
        )
    )
    person = start(world)
    assert tags(person) == ["reader"]
    clock.turn(timedelta(days=1))
    turn()
    assert tags(person) == []
    names = [
        fact.name for fact in log.facts_of(world.workspace_id, [person], names=["tag_added", "tag_removed"])[person]
    ]
    assert names == ["tag_added", "tag_removed"]


def test_the_exit_is_asked_before_every_step_and_takes_waiting_messages_back(post):
    exit_when = {"event": "offer_bought"}
    world = publish_journeys(
        deliver=journey({"id": "offer", "send": "offer_mail"}, {"id": "rest", "wait": "1d"}, SEND, exit=exit_when)
    )
    clock.turn(timedelta(hours=12))
    person = world.person("a@example.org", consent="pending")
    happen(world, person)
    from suppilo.messages import ports

    ports.use_provider("email", post)
    work.run_due(clock.now(), only=("journeys", "journey_steps"))
    happen(world, person, "offer_bought", properties={"offer": "box"})
    clock.turn(timedelta(days=1))
    work.run_due(clock.now(), only=("journeys", "journey_steps"))
    assert endings() == [(person, "exit")]
    assert Outgoing.objects.get().status == "cancelled"


def test_many_people_take_a_step_in_sets(django_assert_max_num_queries):
    world = publish_journeys(deliver=journey({"id": "rest", "wait": "1d"}, {"id": "other", "wait": "1d"}))
    for number in range(60):
        happen(world, world.person(f"p{number}@example.org"))
    turn()
    clock.turn(timedelta(days=1))
    with django_assert_max_num_queries(15):
        work.run_due(clock.now(), only=("journey_steps",))
    assert len(inside()) == 60


def test_nothing_due_costs_one_look_up(django_assert_num_queries):
    world = publish_journeys(deliver=journey({"id": "rest", "wait": "1d"}))
    start(world)
    with django_assert_num_queries(1):
        work.run_due(clock.now(), only=("journey_steps",))
