"""Whoever answers a message of a sequence leaves it, as they leave a journey."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from suppilo.foundation import clock, work
from suppilo.messages.models import Outgoing, Status
from suppilo.messages.operations import resume_sequence, take_reports
from suppilo.messages.operations.sequence_texts import place_anew
from suppilo.messages.queries import sequence_progress, sequences_of_person
from suppilo.messages.reports.hook import Report
from suppilo.messages.sequences import stepping, walking
from suppilo.messages.sequences.rows import Follower, Sequence
from suppilo.people import operations as people
from tests.messages.test_sequences import DAY, TASKS, THREE, come_in_the_log, crowd_of, keen, started, turn
from tests.messages.world import NOON, World

__all__ = ["keen"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("noon")]


def answer(row: Outgoing, *, is_automatic: bool = False) -> None:
    report = Report(
        kind="answered",
        event_id=f"reply to {row.pk} {is_automatic}",
        channel="email",
        workspace_id=row.workspace_id,
        answers=(f"{row.reference}.{row.pk}",),
        is_automatic=is_automatic,
    )
    assert take_reports("post", [report], now=clock.now()) == 1


def ended(number: int) -> dict[int, str]:
    return dict(Follower.objects.filter(sequence=number).values_list("person_id", "ended"))


def test_an_answer_ends_it_for_who_gave_it_and_an_automatic_one_for_nobody(keen: World, post):
    number, other = started(keen, *THREE), started(keen, *THREE)
    one, two = crowd_of(keen, 2)
    come_in_the_log(keen, one, two)
    turn()
    mails = {row.person_id: row for row in Outgoing.objects.filter(journey=f"sequence:{number}")}
    answer(mails[one])
    answer(mails[two], is_automatic=True)
    turn(NOON + DAY)
    assert ended(number) == {one: "replied", two: ""}
    assert ended(other) == {one: "", two: ""}, "the answer was to the other one"
    assert (sequence_progress(number).replied, sequence_progress(number).going) == (1, 1)
    assert [(s.number, s.ended) for s in sequences_of_person(keen.workspace_id, one)] == [
        (other, ""),
        (number, "replied"),
    ]


def test_what_waits_in_the_outbox_is_taken_back_also_at_the_end(keen: World, post):
    number = started(keen, THREE[0], THREE[1])
    (one,) = crowd_of(keen, 1)
    come_in_the_log(keen, one)
    turn()
    first = Outgoing.objects.get()
    with clock.at(NOON + DAY):
        work.run_due(clock.now(), only=TASKS[:3], rounds=5)
    assert ended(number) == {one: "finished"}
    answer(first)
    turn(NOON + DAY)
    assert ended(number) == {one: "finished"}
    assert list(Outgoing.objects.order_by("pk").values_list("status", "reason")) == [
        (Status.SENT, ""),
        (Status.CANCELLED, "replied"),
    ]


def test_it_goes_on_where_that_was_chosen(keen: World, post):
    number = started(keen, *THREE[:2])
    Sequence.objects.update(stops_on_reply=False)
    come_in_the_log(keen, *crowd_of(keen, 1))
    turn()
    answer(Outgoing.objects.get())
    turn(NOON + DAY)
    assert set(ended(number).values()) == {"finished"}
    assert [one.subject for one in post.delivered] == ["one", "two"]


def test_an_answer_while_it_is_paused_counts_and_so_does_that_of_an_entry_merged_since(keen: World, post):
    number = started(keen, *THREE)
    one, two = crowd_of(keen, 2)
    come_in_the_log(keen, one)
    turn()
    mail = Outgoing.objects.get()
    Sequence.objects.update(standing="paused")
    with clock.at(NOON + timedelta(hours=1)):
        people.merge(keen.workspace_id, keep=two, absorb=one, reason="staff", at=clock.now(), now=clock.now())
        answer(mail)
        turn()
        resume_sequence(keen.workspace_id, number, now=clock.now())
    turn(NOON + 9 * DAY)
    assert ended(number) == {one: "replied"}
    assert len(post.delivered) == 1


@pytest.mark.postgresql  # SQLite has one writer at a time
def test_times_that_are_given_anew_take_nobody_back_whom_another_worker_moves_on_meanwhile(keen: World, post):
    number = started(keen, *THREE)
    come_in_the_log(keen, *crowd_of(keen, 1))
    work.run_due(NOON, only=TASKS[:2])
    place_anew(Sequence.objects.get(pk=number), NOON)

    def walk() -> None:
        with clock.at(NOON):
            walking.sequence_walks(NOON)
        connection.close()

    other = threading.Thread(target=walk)
    with transaction.atomic():
        assert stepping.sequence_steps(NOON) == 1
        other.start()
        time.sleep(0.5)
    other.join()
    assert Follower.objects.get().last is not None
