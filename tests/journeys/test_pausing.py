"""A journey that stands still lets nobody in and holds who is inside; resumed, people go on without a blast."""

from __future__ import annotations

from datetime import timedelta

import pytest

from suppilo.foundation import clock, work
from suppilo.journeys import operations, pausing
from suppilo.journeys.models import Enrolment, Pause
from suppilo.messages.models import Outgoing
from tests.journeys.story import DATABASE, TASKS, endings, funnel, happen, inside, journey, publish_journeys, said
from tests.messages.world import MESSAGES, World, publish

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
SEND = {"id": "guide", "send": "guide_mail"}
REST = {"id": "rest", "wait": "2d"}


def turn() -> None:
    work.run_due(clock.now(), only=("journey_resumes", *TASKS))


def later(**time: float) -> None:
    clock.turn(timedelta(**time))
    turn()


def started(world: World, many: int) -> list[int]:
    persons = [world.person(f"p{number}@example.org") for number in range(many)]
    for person in persons:
        happen(world, person)
    turn()
    return persons


def test_paused_a_week_and_resumed_people_go_on_spread_out_and_each_gets_everything_once():
    world = publish_journeys(deliver=journey(REST, SEND))
    persons = started(world, 130)
    operations.pause(world.workspace_id, "deliver")
    later(days=7)
    assert said() == []
    assert len(inside()) == 130
    assert operations.resume(world.workspace_id, "deliver", per_minute=100)
    turn()
    assert len(said()) == 50  # a first few; a hundred a minute from now on
    later(seconds=29)
    assert len(said()) == 50
    later(seconds=1)
    assert len(said()) == 100
    later(seconds=30)
    assert sorted(person for person, _ in said()) == persons
    assert len(endings()) == 130


def test_nobody_enters_while_it_is_paused_and_those_who_would_have_are_counted():
    world = publish_journeys(deliver=journey(REST, SEND), other=journey(REST))
    operations.pause(world.workspace_id, "deliver")
    started(world, 3)
    assert Enrolment.objects.filter(journey="deliver").count() == 0
    assert Enrolment.objects.filter(journey="other").count() == 3
    assert Pause.objects.get().kept_out == 3
    with pytest.raises(operations.JourneyPaused, match="resume"):
        operations.enrol(world.workspace_id, "deliver", operations.Chosen(people=[1]), key="k")
    operations.resume(world.workspace_id, "deliver")
    turn()
    assert Enrolment.objects.filter(journey="deliver").count() == 0  # they are not let in afterwards
    happen(world, world.person("new@example.org"))
    turn()
    assert Enrolment.objects.filter(journey="deliver").count() == 1


def test_waits_go_on_while_it_is_paused_and_an_act_that_came_in_time_counts():
    await_ = {"id": "f", "wait_for": "message_clicked", "timeout": "1d", "then": [{"id": "yes", "tag": "clicked"}]}
    world = publish_journeys(deliver=journey(await_, {"id": "rest", "wait": "9d"}, SEND))
    clicked, silent = started(world, 2)
    operations.pause(world.workspace_id, "deliver")
    clock.turn(timedelta(hours=5))
    happen(world, clicked, "message_clicked")
    turn()
    later(days=3)
    operations.resume(world.workspace_id, "deliver")
    turn()
    from suppilo.people import queries as people

    known = people.attributes_of([clicked, silent])
    assert known[clicked].get("tags") == ["clicked"]
    assert not known[silent].get("tags")
    assert inside() == [(clicked, "rest"), (silent, "rest")]


def test_a_message_whose_time_is_over_is_dropped_and_that_is_said():
    messages = {**MESSAGES, "news_mail": {**MESSAGES["guide_mail"], "expires_after": "3d"}}
    steps = (
        REST,
        {"id": "news", "send": "news_mail"},
        SEND,
        {"id": "on", "wait": "1d"},
        {"id": "n2", "send": "news_mail"},
    )
    world = publish(messages=messages, funnels=[funnel(deliver=journey(*steps))])
    started(world, 1)
    operations.pause(world.workspace_id, "deliver")
    later(days=7)
    operations.resume(world.workspace_id, "deliver")
    turn()
    told = list(Outgoing.objects.order_by("pk").values_list("message_id", "status", "reason"))
    assert told == [("news_mail", "expired", "expired"), ("guide_mail", "sent", "")]
    later(days=1)  # what comes after the next wait is in time again
    assert Outgoing.objects.order_by("pk").last().status == "sent"


def test_a_tick_while_it_is_paused_costs_one_look_up(django_assert_num_queries):
    world = publish_journeys(deliver=journey(REST, SEND))
    started(world, 3)
    operations.pause(world.workspace_id, "deliver")
    later(days=7)
    with django_assert_num_queries(1):
        work.run_due(clock.now(), only=("journey_steps",))


def test_pausing_and_resuming_twice_changes_nothing():
    world = publish_journeys(deliver=journey(REST, SEND))
    assert operations.pause(world.workspace_id, "deliver")
    assert not operations.pause(world.workspace_id, "deliver")
    assert operations.resume(world.workspace_id, "deliver")
    assert not operations.resume(world.workspace_id, "deliver")
    with pytest.raises(operations.NoSuchJourney):
        operations.pause(world.workspace_id, "delivr")


def test_paused_again_while_people_are_let_go_on_the_others_are_held_again(monkeypatch):
    monkeypatch.setattr(pausing, "BATCH", 60)
    world = publish_journeys(deliver=journey(REST, SEND))
    started(world, 130)
    operations.pause(world.workspace_id, "deliver")
    later(days=7)
    operations.resume(world.workspace_id, "deliver", per_minute=50)
    turn()
    operations.pause(world.workspace_id, "deliver")
    later(days=1)
    assert len(said()) == 50
    operations.resume(world.workspace_id, "deliver", per_minute=10_000)
    later(minutes=1)
    assert len(said()) == 130


def test_moved_to_a_new_version_while_paused_they_are_held_there():
    from suppilo.journeys.moving import JourneyMover

    world = publish_journeys(deliver=journey(REST, SEND))
    started(world, 2)
    operations.pause(world.workspace_id, "deliver")
    later(days=7)
    newer = publish_journeys(deliver=journey({"id": "early", "tag": "x"}, REST, {"id": "g2", "send": "guide_mail"}))
    from suppilo.publishing.models import Version

    Version.objects.filter(pk=newer.version_id).update(people={"deliver": "catch_up"})
    JourneyMover().move(world.workspace_id, newer.version_id, world.bundle, newer.bundle, {}, clock.now())
    turn()
    assert said() == []
    operations.resume(world.workspace_id, "deliver")
    turn()
    assert len(said()) == 2
    assert inside() == []


def in_outbox(world: World, many: int) -> list[int]:
    """Their message has been queued, and nothing has left yet."""
    persons = [world.person(f"p{number}@example.org") for number in range(many)]
    for person in persons:
        happen(world, person)
    work.run_due(clock.now(), only=("journeys", "journey_steps"))
    return persons


def outgoing() -> list[tuple[str, str]]:
    return sorted(set(Outgoing.objects.values_list("status", "reason")))


def test_what_waits_in_the_outbox_is_held_says_why_and_leaves_little_by_little(post):
    world = publish_journeys(deliver=journey(SEND), other=journey({**SEND, "id": "g"}))
    in_outbox(world, 120)
    operations.pause(world.workspace_id, "deliver")
    later(minutes=1)
    assert len(post.delivered) == 120  # those of the other journey
    held = Outgoing.objects.filter(journey="deliver")
    assert set(held.values_list("status", "reason", "due_at")) == {("held", "journey_paused", None)}
    later(days=2)
    assert len(post.delivered) == 120
    operations.resume(world.workspace_id, "deliver", per_minute=100)
    turn()
    assert len(post.delivered) == 170
    assert set(held.values_list("status", "reason")) == {("sent", ""), ("queued", "journey_resumed")}
    later(seconds=30)
    assert len(post.delivered) == 220
    later(seconds=30)
    assert len(post.delivered) == 240
    assert len({(one.recipient, one.reference) for one in post.delivered}) == 240


def test_held_messages_that_have_expired_are_dropped_and_that_is_said(post):
    messages = {**MESSAGES, "news_mail": {**MESSAGES["guide_mail"], "expires_after": "3d"}}
    deliver = journey({"id": "news", "send": "news_mail"}, SEND)
    world = publish(messages=messages, funnels=[funnel(deliver=deliver)])
    in_outbox(world, 1)
    operations.pause(world.workspace_id, "deliver")
    later(days=7)
    assert outgoing() == [("expired", "expired"), ("held", "journey_paused")]
    operations.resume(world.workspace_id, "deliver")
    turn()
    assert outgoing() == [("expired", "expired"), ("sent", "")]
    assert len(post.delivered) == 1


def test_paused_again_before_all_have_left_the_rest_is_held_again_and_nothing_leaves_twice(post):
    world = publish_journeys(deliver=journey(SEND))
    in_outbox(world, 120)
    operations.pause(world.workspace_id, "deliver")
    turn()
    operations.resume(world.workspace_id, "deliver", per_minute=100)
    turn()
    operations.pause(world.workspace_id, "deliver")
    later(minutes=5)
    assert len(post.delivered) == 50
    assert outgoing() == [("held", "journey_paused"), ("sent", "")]
    operations.resume(world.workspace_id, "deliver", per_minute=10_000)
    later(minutes=1)
    assert len(post.delivered) == 120
    assert len({one.reference for one in post.delivered}) == 120


def test_more_held_messages_than_one_batch_keep_the_pace(monkeypatch, post):
    monkeypatch.setattr(pausing, "BATCH", 60)
    world = publish_journeys(deliver=journey(SEND))
    in_outbox(world, 130)
    operations.pause(world.workspace_id, "deliver")
    turn()
    operations.resume(world.workspace_id, "deliver", per_minute=60)
    turn()
    left = Outgoing.objects.filter(status="queued")
    assert sorted(set(left.values_list("due_at", flat=True)))[-1] == clock.now() + timedelta(minutes=2)
    later(minutes=3)
    assert len(post.delivered) == 130
