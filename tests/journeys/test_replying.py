"""Whoever answers a message of a journey leaves it; an automatic answer, or one to something else, ends nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from suppilo.events import queries as log
from suppilo.foundation import clock, work
from suppilo.messages.models import Outgoing
from suppilo.people import operations as people
from tests.journeys.story import DATABASE, endings, happen, inside, journey, publish_journeys, turn
from tests.messages.world import World

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
SEND = {"id": "guide", "send": "guide_mail"}
REST = {"id": "rest", "wait": "3d"}
MORE = {"id": "more", "send": "offer_mail"}
ANSWER = {"message": "guide_mail", "channel": "email", "journey": "deliver"}


def begun(*steps: dict, **more: object) -> tuple[World, int]:
    world = publish_journeys(deliver=journey(*(steps or (SEND, REST, MORE)), **more), other=journey(REST))
    person = world.person("a@example.org", consent="granted")
    happen(world, person)
    turn()
    clock.turn(timedelta(hours=1))
    return world, person


def answers(world: World, person: int, name: str = "message_replied", **more: object) -> None:
    happen(world, person, name, properties=ANSWER, **more)
    turn()


def test_whoever_answers_leaves_that_journey_and_no_other():
    world, person = begun()
    answers(world, person)
    assert endings() == [(person, "replied")] and inside() == [(person, "rest")]
    [fact] = log.facts_of(world.workspace_id, [person], names=["journey_ended"])[person]
    assert fact.properties == {"journey": "deliver", "reason": "replied"}
    clock.turn(timedelta(days=4))
    turn()
    assert [row.message_id for row in Outgoing.objects.all()] == ["guide_mail"]


def test_a_journey_can_say_that_an_answer_ends_nothing():
    world, person = begun(stop_on_reply=False)
    answers(world, person)
    assert (person, "replied") not in endings() and len(inside()) == 2


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("message_auto_replied", {}),
        ("message_replied", {"origin": "import"}),
        ("message_replied", {"traffic": "scanner"}),
        ("message_clicked", {}),
    ],
)
def test_what_is_no_answer_of_a_person_ends_nothing(name, more):
    world, person = begun()
    answers(world, person, name, **more)
    assert endings() == [] and len(inside()) == 2


def test_an_answer_from_before_the_journey_began_anew_ends_nothing():
    world, person = begun()
    answers(world, person, at=clock.now() - timedelta(hours=2))
    assert endings() == []


def test_what_waits_of_it_is_not_sent_also_when_there_was_nothing_more_to_do():
    world, person = begun(SEND, MORE)
    assert endings() == [(person, "finished")]
    Outgoing.objects.filter(message_id="offer_mail").update(status="held", due_at=clock.now() + timedelta(hours=9))
    answers(world, person)
    assert list(Outgoing.objects.order_by("pk").values_list("status", "reason")) == [
        ("sent", ""),
        ("cancelled", "replied"),
    ]


def test_where_the_answer_is_the_goal_it_is_reached():
    world, person = begun(goal={"event": "message_replied"})
    answers(world, person)
    assert endings() == [(person, "goal")]


def test_an_answer_that_is_waited_for_goes_on():
    wait = {"id": "heard", "wait_for": "message_replied", "timeout": "3d", "then": [{"id": "call", "task": "Call"}]}
    world, person = begun(SEND, wait, stop_on_reply=False)
    answers(world, person)
    assert (person, "finished") in endings()


def test_an_answer_of_somebody_who_was_merged_since_counts():
    world, person = begun()
    other = world.person("b@example.org")
    people.merge(world.workspace_id, keep=other, absorb=person, reason="test", at=clock.now(), now=clock.now())
    answers(world, person, at=clock.now())
    work.run_due(clock.now(), only=("journeys",))
    assert endings() == [(person, "replied")]
