"""A goal or an exit that came true: nothing that was queued before leaves, and nobody stays until the wait ends."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from suppilo.foundation import clock, work
from suppilo.journeys import operations, tasks
from suppilo.journeys.models import Enrolment
from suppilo.journeys.saving import save
from suppilo.messages.models import Outgoing
from suppilo.people import operations as people
from tests.journeys.story import DATABASE, endings, funnel, happen, inside, journey, publish_journeys, turn
from tests.journeys.test_late_commit import elsewhere
from tests.messages.world import World, publish

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
CART = {"id": "cart", "send": "offer_mail"}
REST = {"id": "rest", "wait": "3d"}
BOUGHT = {"event": "order_paid"}


def at_night(*steps: dict, **ends: dict) -> tuple[World, int]:
    """A journey whose mail is held by quiet hours: it is 22:00 where the person is, and the mail may leave at 8."""
    world = publish(funnels=[funnel(cart=journey(*steps, **ends))], quiet_hours={"start": "21:00", "end": "08:00"})
    clock.turn(timedelta(hours=10))
    person = world.person("a@example.org", consent="granted")
    happen(world, person)
    turn()
    assert mails() == [("held", "quiet_hours")]
    return world, person


def mails() -> list[tuple[str, str]]:
    return list(Outgoing.objects.order_by("pk").values_list("status", "reason"))


def morning() -> None:
    """It is past 8 o'clock, and of all that waits the outbox comes first."""
    clock.turn(timedelta(hours=10))
    work.run_due(clock.now(), only=("outbox",))


@pytest.mark.parametrize(("end", "reason"), [("goal", "goal_reached"), ("exit", "left_journey")])
def test_what_was_held_does_not_leave_when_the_goal_or_the_exit_came_true_meanwhile(post, end, reason):
    world, person = at_night(CART, REST, **{end: BOUGHT})
    clock.turn(timedelta(hours=1))
    happen(world, person, "order_paid")
    morning()
    assert mails() == [("suppressed", reason)] and post.delivered == []


def test_nor_when_the_journey_had_nothing_more_to_do_than_to_send_it(post):
    world, person = at_night(CART, goal=BOUGHT)
    assert endings() == [(person, "finished")]
    happen(world, person, "order_paid")
    morning()
    assert mails() == [("suppressed", "goal_reached")] and post.delivered == []


def test_whoever_did_not_reach_it_gets_their_mail(post):
    world, person = at_night(CART, REST, goal={**BOUGHT, "where": {"currency": "EUR"}})
    happen(world, person, "order_paid", properties={"currency": "SEK"})
    happen(world, world.person("b@example.org"), "order_paid", properties={"currency": "EUR"})
    morning()
    assert [mail.recipient for mail in post.delivered] == ["a@example.org"]


def test_a_whole_batch_is_asked_with_one_question_and_a_journey_without_goal_with_none():
    def asked(**ends: dict) -> int:
        world = publish(funnels=[funnel(cart=journey(CART, REST, **ends))])
        for number in range(30):
            happen(world, world.person(f"{len(ends)}p{number}@example.org", consent="granted"))
        work.run_due(clock.now(), only=("journeys", "journey_steps"))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            work.run_due(clock.now(), only=("outbox",))
        return len(seen)

    assert asked(goal=BOUGHT) - asked() <= 4


def test_the_goal_of_the_version_in_which_somebody_is_by_now_counts(post):
    world, person = at_night(CART, REST, goal=BOUGHT)
    newer = publish(funnels=[funnel(cart=journey(CART, REST, goal={"event": "offer_bought"}))])
    Enrolment.objects.update(version_id=newer.version_id)
    happen(world, person, "order_paid")
    morning()
    assert mails() == [("sent", "")] and len(post.delivered) == 1


class TestWhoLeavesAtOnce:
    """The fact itself wakes whoever is inside."""

    def test_the_goal_is_reached_in_the_middle_of_a_wait(self):
        world, person = at_night(CART, REST, goal=BOUGHT)
        clock.turn(timedelta(hours=1))
        happen(world, person, "order_paid")
        turn()
        assert endings() == [(person, "goal")] and inside() == []
        assert mails() == [("cancelled", "journey_over")]

    def test_what_the_goal_is_not_about_wakes_nobody_and_shortens_nothing(self):
        twice = {"all": [{**BOUGHT, "count": {"at_least": 2}}, {"event": "page_viewed", "where": {"page": "thanks"}}]}
        world = publish_journeys(cart=journey(REST, {"id": "more", "wait": "1d"}, goal=twice))
        person = world.person("a@example.org")
        happen(world, person)
        turn()
        until = Enrolment.objects.get().due_at
        clock.turn(timedelta(hours=5))
        happen(world, person, "page_viewed", properties={"page": "shop"})
        happen(world, world.person("b@example.org"), "order_paid")
        work.run_due(clock.now(), only=("journeys",))
        assert Enrolment.objects.get().due_at == until
        happen(world, person, "order_paid")
        turn()  # looked at, and the goal is not reached
        assert Enrolment.objects.get().due_at == until and inside() == [(person, "rest")]

    def test_an_attribute_and_a_consent_are_told_by_facts_too(self):
        world = publish_journeys(
            cart=journey(REST, goal={"attribute": "city", "is": "Oslo"}, exit={"not": {"consent": "newsletter"}})
        )
        mover, leaver = (
            world.person("a@example.org", consent="granted"),
            world.person("b@example.org", consent="granted"),
        )
        happen(world, mover)
        happen(world, leaver)
        turn()
        assert len(inside()) == 2
        clock.turn(timedelta(hours=1))
        people.set_attributes(world.workspace_id, mover, {"city": "Oslo"}, at=clock.now(), now=clock.now())
        world.agree(leaver, "email", "withdrawn", now=clock.now())
        turn()
        assert endings() == [(mover, "goal"), (leaver, "exit")]

    def test_a_purchase_under_another_address_counts_from_the_merge_on(self):
        world = publish_journeys(cart=journey(REST, goal=BOUGHT))
        person, other = world.person("a@example.org"), world.person("b@example.org")
        happen(world, person)
        happen(world, other, "order_paid")
        turn()
        assert inside() == [(person, "rest")]
        clock.turn(timedelta(hours=1))
        now = clock.now()
        people.merge(world.workspace_id, keep=other, absorb=person, reason="test", at=now, now=now)
        turn()
        assert [reason for _, reason in endings()] == ["goal"]

    def test_nobody_takes_a_step_while_the_journey_is_paused(self):
        world = publish_journeys(cart=journey(REST, goal=BOUGHT))
        person = world.person("a@example.org")
        happen(world, person)
        turn()
        operations.pause(world.workspace_id, "cart")
        happen(world, person, "order_paid")
        turn()
        assert inside() == [(person, "rest")] and Enrolment.objects.get().due_at is not None

    def test_many_are_woken_by_as_many_statements_as_one(self, django_assert_max_num_queries):
        world = publish_journeys(cart=journey(REST, goal=BOUGHT))
        many = [world.person(f"p{number}@example.org") for number in range(40)]
        for person in many:
            happen(world, person)
        turn()
        clock.turn(timedelta(hours=1))
        for person in many:
            happen(world, person, "order_paid")
        with django_assert_max_num_queries(20):
            work.run_due(clock.now(), only=("journeys",))
        turn()
        assert endings() == [(person, "goal") for person in many]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_purchase_while_a_worker_writes_the_step_is_not_missed(monkeypatch):
    """The worker has asked for the goal and not found it; it has not yet written that the person waits three days."""
    world = publish_journeys(cart=journey(REST, goal=BOUGHT))
    person = world.person("a@example.org")
    happen(world, person)
    for _ in range(100):  # as long as anything else on the server is being written, the reader lets facts wait
        if work.run_due(clock.now(), only=("journeys",))["journeys"]:
            break
        threading.Event().wait(0.1)
    has_asked, may_write, wrote, may_commit = (threading.Event() for _ in range(4))

    def buy() -> None:
        with transaction.atomic():
            happen(world, person, "order_paid")
            wrote.set()
            may_commit.wait(10)

    def step() -> None:
        def save_late(*rows: object) -> None:
            has_asked.set()
            may_write.wait(10)
            save(*rows)

        with monkeypatch.context() as slowly:
            slowly.setattr(tasks, "save", save_late)
            work.run_due(clock.now(), only=("journey_steps",), rounds=1)

    buyer = elsewhere(buy)
    assert wrote.wait(10)
    worker = elsewhere(step)
    assert has_asked.wait(10)
    may_commit.set()
    buyer.join()
    reader = elsewhere(lambda: work.run_due(clock.now(), only=("journeys",), rounds=1) and None)
    reader.join(0.5)  # it waits for the worker
    may_write.set()
    worker.join()
    reader.join()
    turn()
    assert endings() == [(person, "goal")]
