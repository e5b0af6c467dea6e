"""Several workers and writers at once on PostgreSQL: no fact is missed, none acts twice."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from suppilo.foundation import claims, clock, work
from suppilo.journeys import tasks
from suppilo.journeys.entering import Entry, admit
from suppilo.journeys.models import Enrolment
from suppilo.journeys.saving import save
from suppilo.messages.models import Outgoing
from suppilo.people import queries as people
from tests.journeys.story import endings, happen, journey, publish_journeys, said, turn
from tests.journeys.test_versions import Story, rest, send, tag

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("noon", "post")]
SEND = {"id": "guide", "send": "guide_mail"}
AWAIT = {"id": "clicked", "wait_for": "message_clicked", "timeout": "3d", "then": [{"id": "yes", "send": "offer_mail"}]}


def elsewhere(run: Callable[[], None]) -> threading.Thread:
    """Run it on a connection of its own, under the same clock."""

    def inner() -> None:
        try:
            run()
        finally:
            connection.close()

    thread = threading.Thread(target=contextvars.copy_context().run, args=(inner,))
    thread.start()
    return thread


def test_of_two_writers_one_commits_late_and_the_journey_acts_on_both_facts_once():
    world = publish_journeys(deliver=journey(SEND))
    slow, quick = world.person("slow@example.org"), world.person("quick@example.org")
    wrote, may_commit = threading.Event(), threading.Event()

    def late() -> None:
        with transaction.atomic():
            happen(world, slow)
            wrote.set()
            may_commit.wait(10)

    thread = elsewhere(late)
    assert wrote.wait(10)
    happen(world, quick)  # a higher number, committed first
    turn()
    may_commit.set()
    thread.join()
    for _ in range(3):
        turn()
    assert sorted(said()) == [(slow, "guide_mail"), (quick, "guide_mail")]
    assert endings() == [(slow, "finished"), (quick, "finished")]


def test_an_act_committed_late_wakes_whoever_began_to_wait_meanwhile():
    world = publish_journeys(deliver=journey(SEND, AWAIT))
    person = world.person("a@example.org", consent="granted")
    happen(world, person)
    work.run_due(clock.now(), only=("journeys",))
    work.run_due(clock.now(), only=("journey_steps",), rounds=1)  # the message is queued
    wrote, may_commit = threading.Event(), threading.Event()

    def late() -> None:
        with transaction.atomic():
            happen(world, person, "message_clicked", properties={"message": "guide_mail"})
            wrote.set()
            may_commit.wait(10)

    thread = elsewhere(late)
    assert wrote.wait(10)
    turn()  # arms, looks, finds nothing, waits for three days
    assert Enrolment.objects.get().due_at == Enrolment.objects.get().deadline
    may_commit.set()
    thread.join()
    turn()
    assert said() == [(person, "guide_mail"), (person, "offer_mail")]


def test_people_whom_one_worker_has_in_hand_are_left_to_it(monkeypatch):
    world = publish_journeys(deliver=journey({"id": "rest", "wait": "1d"}, SEND))
    four = [world.person(f"p{number}@example.org") for number in range(4)]
    for person in four:
        happen(world, person)
    turn()
    clock.turn(timedelta(days=1))
    has_them, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        def save_late(*rows: object) -> None:
            has_them.set()
            may_end.wait(10)
            save(*rows)

        with monkeypatch.context() as slowly:
            slowly.setattr(tasks, "save", save_late)
            slowly.setattr(tasks, "BATCH", 2)
            work.run_due(clock.now(), only=("journey_steps",), rounds=1)

    thread = elsewhere(slow)
    assert has_them.wait(10)
    with transaction.atomic():
        assert len(claims.take(Enrolment, now=clock.now(), limit=9)) == 2  # the others; nobody waits for anybody
    may_end.set()
    thread.join()
    turn()
    assert sorted(person for person, _ in said()) == sorted(four)


def test_a_version_published_while_a_worker_has_somebody_in_hand_moves_them_from_where_it_leaves_them():
    story = Story(rest(), tag("x"), {"id": "more", "wait": "1d"}, send("b"))
    person = story.start()
    clock.turn(timedelta(days=2))
    has_it, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            rows = claims.take(Enrolment, now=clock.now(), limit=1)
            has_it.set()
            may_end.wait(10)
            tasks._turn(rows)

    worker = elsewhere(slow)
    assert has_it.wait(10)
    mover = elsewhere(lambda: story.publish(rest(), tag("x"), {"id": "more", "wait": "1d"}, send("c"), choice="move"))
    may_end.set()
    worker.join()
    mover.join()
    one = Enrolment.objects.get()
    assert (one.version.number, one.step) == (2, "more")
    clock.turn(timedelta(days=1))
    turn()
    assert [message for _, message in said()] == ["mail_c"]
    assert people.attributes_of([person])[person]["tags"] == ["x"]


def test_two_workers_share_the_steps_and_send_each_message_once(post):
    world = publish_journeys(deliver=journey(SEND, {"id": "rest", "wait": "1d"}))
    for number in range(120):
        happen(world, world.person(f"p{number}@example.org"))
    workers = [elsewhere(turn) for _ in range(3)]
    for worker in workers:
        worker.join()
    turn()
    assert len({mail.recipient for mail in post.delivered}) == len(post.delivered) == 120
    assert set(Outgoing.objects.values_list("status", flat=True)) == {"sent"}


def test_two_causes_at_one_instant_let_somebody_in_once():
    """Neither transaction sees what the other has written: the second waits until the first is over."""
    world = publish_journeys(deliver=journey({"id": "rest", "wait": "1d"}, SEND))
    person = world.person("once@example.org")
    entered, may_commit = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            assert len(admit(world.workspace_id, [_cause(person, "asked:1")], clock.now())) == 1
            entered.set()
            may_commit.wait(10)

    def second() -> None:
        with transaction.atomic():
            assert admit(world.workspace_id, [_cause(person, "journey:7:more")], clock.now()) == []

    threads = [elsewhere(first)]
    assert entered.wait(10)
    threads.append(elsewhere(second))
    threads[1].join(0.5)
    may_commit.set()
    for thread in threads:
        thread.join()
    assert Enrolment.objects.count() == 1


def _cause(person: int, key: str) -> Entry:
    return Entry(journey_id="deliver", person_id=person, key=key, at=clock.now())
