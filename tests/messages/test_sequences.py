"""Sequences: whoever comes into the segment gets one message after another, each once, in order and in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from suppilo.events import operations as events
from suppilo.foundation import claims, clock, work
from suppilo.messages import outcomes
from suppilo.messages.models import Lane, Outgoing, Status
from suppilo.messages.operations import (
    MessageRefused,
    NotNow,
    end_sequence,
    pause_sequence,
    remove_sequence_message,
    resume_sequence,
    start_sequence,
    take_into_sequence,
    write_sequence,
    write_sequence_message,
)
from suppilo.messages.outcomes import Outcome
from suppilo.messages.sequences import queueing, stepping
from suppilo.messages.sequences.admitting import admit
from suppilo.messages.sequences.course import due_at
from suppilo.messages.sequences.reading import OPEN
from suppilo.messages.sequences.rows import Follower, Sequence, SequenceMessage
from suppilo.people import operations as people
from suppilo.segments.models import Member
from tests.messages.test_broadcasts import CONTENT, SEGMENT, crowd, join
from tests.messages.world import NOON, World, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
#: The log is read only when what wrote into it is committed.
IN_THE_LOG = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
TASKS = ("sequence_entries", "sequence_walks", "sequence_steps", "outbox")


@pytest.fixture
def keen(db: None) -> World:
    return publish(**SEGMENT)


def said(subject: str, *, delay: timedelta = timedelta(0), hour: int | None = None) -> dict:
    return {**CONTENT, "subject": {"en": subject, "fi": subject}, "delay": delay // timedelta(minutes=1), "hour": hour}


def write(world: World, *contents: dict, takes_present: bool = False, finishes_anyway: bool = False) -> int:
    number = write_sequence(
        world.workspace_id,
        number=None,
        name="Welcome",
        segment="keen",
        takes_present=takes_present,
        finishes_anyway=finishes_anyway,
        user_id=None,
        now=clock.now(),
    )
    for content in contents:
        add(world, number, content)
    return number


def add(world: World, sequence: int, content: dict, **given: int | None) -> int:
    values = {"number": None, "name": content["subject"]["en"], "user_id": None, "now": clock.now(), **given}
    return write_sequence_message(world.workspace_id, sequence, content=content, **values)


def started(world: World, *contents: dict, **given: bool) -> int:
    number = write(world, *contents, **given)
    start_sequence(world.workspace_id, number, now=clock.now())
    return number


def come(world: World, *persons: int) -> None:
    """They come into the segment, and into every sequence that takes people in: what the reader of the log does."""
    join(world, *persons)
    for sequence in Sequence.objects.filter(standing__in=OPEN):
        admit(sequence, persons, world.bundle, clock.now())


def come_in_the_log(world: World, *persons: int, origin: str = "live") -> None:
    """They come into the segment, and the log says so."""
    join(world, *persons)
    facts = [
        events.NewFact(
            name="segment_entered",
            person_id=one,
            at=clock.now(),
            properties={"segment": "keen"},
            external_id=f"{one}:{clock.now().isoformat()}",
            origin=origin,
        )
        for one in persons
    ]
    events.record(world.workspace_id, facts)


def turn(at: datetime | None = None) -> None:
    with clock.at(at or clock.now()):
        work.run_due(clock.now(), only=TASKS, rounds=300)


def subjects(post, start: int = 0) -> list[str]:
    return [one.subject for one in post.delivered[start:]]


THREE = (said("one"), said("two", delay=DAY), said("three", delay=2 * DAY))


@IN_THE_LOG
def test_whoever_comes_into_the_segment_gets_one_message_after_another_each_once(keen, post):
    number = started(keen, *THREE)
    come_in_the_log(keen, *crowd_of(keen, 2))
    turn()
    assert subjects(post) == ["one", "one"]
    turn(NOON + DAY - timedelta(seconds=1))
    assert len(post.delivered) == 2
    turn(NOON + DAY)
    turn(NOON + 3 * DAY)
    turn(NOON + 9 * DAY)
    assert subjects(post, 2) == ["two", "two", "three", "three"]
    assert set(Follower.objects.filter(sequence=number).values_list("ended", flat=True)) == {"finished"}
    assert set(Outgoing.objects.values_list("lane", "journey")) == {(Lane.JOURNEY, f"sequence:{number}")}


def crowd_of(world: World, many: int, **given) -> list[int]:
    """People who are not in the segment yet."""
    made = crowd(world, many, **given)
    Member.objects.filter(person_id__in=made).delete()
    return made


def test_those_who_were_there_are_taken_in_only_where_that_was_chosen_and_nobody_begins_twice(keen, post):
    there = crowd(keen, 3)
    quiet = started(keen, said("quiet"))
    number = started(keen, said("all"), takes_present=True)
    turn()
    assert subjects(post) == ["all"] * 3
    assert set(Outgoing.objects.values_list("lane", flat=True)) == {Lane.BROADCAST}, "many at once hold nobody back"
    Member.objects.all().delete()
    come(keen, *there)
    turn()
    assert sorted(subjects(post, 3)) == ["quiet"] * 3, "who comes back does not begin anew"
    assert Follower.objects.filter(sequence__in=(quiet, number)).count() == 6


@IN_THE_LOG
def test_what_was_imported_or_written_down_before_the_start_begins_nothing(keen, post):
    before, imported = crowd_of(keen, 2)
    come_in_the_log(keen, before)
    number = write(keen, said("one"))
    with clock.at(NOON + timedelta(minutes=1)):
        start_sequence(keen.workspace_id, number, now=clock.now())
        come_in_the_log(keen, imported, origin="import")
        turn()
    assert not Follower.objects.exists()


def test_whoever_leaves_gets_nothing_further_unless_they_are_to_finish_anyway(keen, post):
    strict, lasting = started(keen, *THREE[:2]), started(keen, said("a"), said("b", delay=DAY), finishes_anyway=True)
    come(keen, *crowd_of(keen, 1))
    turn()
    Member.objects.all().delete()
    turn(NOON + DAY)
    assert sorted(subjects(post)) == ["a", "b", "one"]
    assert Follower.objects.get(sequence=strict).ended == "left"
    assert Follower.objects.get(sequence=lasting).ended == "finished"


def test_what_waits_in_the_outbox_does_not_leave_once_its_person_has_left(keen, post):
    started(keen, *THREE[:1])
    come(keen, *crowd_of(keen, 1))
    work.run_due(NOON, only=TASKS[:3])
    Member.objects.all().delete()
    turn()
    assert Outgoing.objects.get().reason == "left_segment"


def test_the_same_step_taken_again_writes_no_second_row(keen, monkeypatch):
    started(keen, *THREE)
    come(keen, *crowd_of(keen, 3))
    work.run_due(NOON, only=TASKS[:2])

    def dies(*given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(stepping, "save", dies)
    with pytest.raises(KeyboardInterrupt):
        stepping.sequence_steps(NOON)
    assert not Outgoing.objects.exists(), "what was put into the outbox and who went on are one transaction"
    monkeypatch.undo()
    stepping.sequence_steps(NOON)
    Follower.objects.update(due_at=NOON, last=None)  # as if the move had been lost, which it cannot be
    stepping.sequence_steps(NOON)
    assert Outgoing.objects.count() == 3


def test_a_message_waits_for_the_one_before_and_counts_from_when_that_left(keen, post):
    number = started(keen, said("one"), said("two"), said("three", delay=timedelta(hours=2)))
    come(keen, *crowd_of(keen, 1))
    work.run_due(NOON, only=TASKS[:3])
    Outgoing.objects.update(status=Status.HELD, due_at=NOON + DAY)
    turn(NOON + timedelta(hours=5))
    assert Outgoing.objects.count() == 1
    turn(NOON + DAY)
    turn(NOON + DAY + timedelta(minutes=1))
    turn(NOON + DAY + timedelta(hours=2, minutes=1))
    assert subjects(post) == ["one", "two", "three"]
    assert Follower.objects.get(sequence=number).ended == "finished"


@pytest.mark.parametrize(
    ("delay", "hour", "since", "expected"),
    [
        (timedelta(0), None, "2026-03-10T10:00", "2026-03-10T10:00"),
        (timedelta(0), 12, "2026-03-10T10:00", "2026-03-10T10:00"),  # noon in Helsinki: at the hour is in time
        (timedelta(0), 12, "2026-03-10T10:01", "2026-03-11T10:00"),
        (DAY, 9, "2026-03-10T20:00", "2026-03-11T07:00"),  # the day after, whatever the hour was
        (3 * timedelta(hours=1), 9, "2026-03-10T20:00", "2026-03-11T07:00"),
        (DAY, 3, "2026-03-28T10:00", "2026-03-29T01:00"),  # three o'clock is skipped that night: it is four at once
    ],
)
def test_an_hour_of_the_day_is_that_where_the_person_is(delay, hour, since, expected):
    stop = SequenceMessage(delay=delay, hour=hour)
    at = datetime.fromisoformat(since).replace(tzinfo=UTC)
    assert due_at(stop, at, "Europe/Helsinki") == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_each_gets_it_at_that_hour_in_their_own_zone(keen, post):
    started(keen, said("one", hour=13))
    here, there = crowd_of(keen, 1), crowd_of(keen, 1, start=1, zone="Asia/Tokyo")
    come(keen, *here, *there)
    turn()
    found = dict(Follower.objects.values_list("person_id", "due_at"))
    assert found[here[0]] == NOON + timedelta(hours=1)
    assert found[there[0]] == datetime(2026, 3, 11, 4, tzinfo=UTC)


def test_a_pause_holds_everything_and_after_it_they_leave_little_by_little(keen, post):
    number = started(keen, said("one"), said("two", delay=DAY))
    come(keen, *crowd_of(keen, 4))
    turn()
    with clock.at(NOON + timedelta(hours=1)):
        pause_sequence(keen.workspace_id, number, now=clock.now())
        come(keen, *crowd_of(keen, 2, start=4))
        turn()
    turn(NOON + DAY)
    assert len(post.delivered) == 4, "nothing leaves, and whoever comes in waits"
    resumed = NOON + DAY + timedelta(hours=1)
    with clock.at(resumed):
        resume_sequence(keen.workspace_id, number, now=resumed, per_minute=2)
    turn(resumed)
    assert len(post.delivered) <= 6
    for minute in range(1, 5):
        turn(resumed + timedelta(minutes=minute))
        assert len(post.delivered) <= 4 + 2 * (minute + 1)
    assert sorted(subjects(post, 4)) == ["one"] * 2 + ["two"] * 4


def test_what_is_too_late_after_a_pause_is_dropped_and_said_and_the_rest_goes_on(keen, post):
    number = started(keen, {**said("one"), "hours": 24}, said("two", delay=DAY))
    pause_sequence(keen.workspace_id, number, now=NOON)
    come(keen, *crowd_of(keen, 1))
    turn()
    late = NOON + 3 * DAY
    turn(late)
    with clock.at(late):
        resume_sequence(keen.workspace_id, number, now=late)
    turn(late)
    assert Outgoing.objects.get().status == Status.EXPIRED
    assert Outgoing.objects.get().reason == "expired"
    turn(late + DAY)
    assert subjects(post) == ["two"]


def test_what_waits_in_the_outbox_is_held_by_a_pause_and_goes_on_after_it(keen, post):
    number = started(keen, said("one"))
    come(keen, *crowd_of(keen, 1))
    work.run_due(NOON, only=TASKS[:3])
    pause_sequence(keen.workspace_id, number, now=NOON)
    turn()
    assert Outgoing.objects.get().reason == "journey_paused"
    resume_sequence(keen.workspace_id, number, now=NOON)
    turn(NOON + timedelta(minutes=1))
    assert subjects(post) == ["one"]


def test_what_a_worker_found_paused_just_before_it_went_on_does_not_wait_for_ever(keen, post):
    number = started(keen, said("one"))
    come(keen, *crowd_of(keen, 1))
    work.run_due(NOON, only=TASKS[:3])
    (row,) = claims.claim(Outgoing, now=NOON, limit=1, lease_for=DAY)
    pause_sequence(keen.workspace_id, number, now=NOON)
    resume_sequence(keen.workspace_id, number, now=NOON)
    work.run_due(NOON, only=TASKS[:3])
    outcomes.write([Outcome(row, Status.HELD, "journey_paused")], NOON)
    turn()
    assert subjects(post) == ["one"]


def test_ended_it_takes_back_what_waits_and_nobody_begins(keen, post):
    number = started(keen, *THREE)
    come(keen, *crowd_of(keen, 2))
    work.run_due(NOON, only=TASKS[:3])
    end_sequence(keen.workspace_id, number, now=NOON)
    come(keen, *crowd_of(keen, 1, start=5))
    turn()
    turn(NOON + 9 * DAY)
    assert post.delivered == []
    assert set(Outgoing.objects.values_list("status", "reason")) == {(Status.CANCELLED, "sequence_ended")}
    assert set(Follower.objects.values_list("ended", flat=True)) == {"over"}
    with pytest.raises(NotNow):
        resume_sequence(keen.workspace_id, number, now=NOON)


def test_a_text_that_is_changed_counts_for_what_is_not_in_the_outbox_yet(keen, post):
    number = started(keen, said("one"))
    come(keen, *crowd_of(keen, 1))
    work.run_due(NOON, only=TASKS[:3])
    message = SequenceMessage.objects.get()
    add(keen, number, said("changed"), number=message.pk)
    come(keen, *crowd_of(keen, 1, start=1))
    work.run_due(NOON, only=TASKS[:3])
    take_into_sequence(keen.workspace_id, number, message.pk, now=NOON)
    come(keen, *crowd_of(keen, 1, start=2))
    turn()
    assert sorted(subjects(post)) == ["changed", "one", "one"]


def test_what_comes_in_between_reaches_those_before_it_and_what_is_taken_out_is_skipped(keen, post):
    number = started(keen, said("one"), said("two", delay=5 * DAY), said("three", delay=DAY))
    come(keen, *crowd_of(keen, 1))
    turn()
    first = SequenceMessage.objects.order_by("place").first()
    assert first is not None
    with clock.at(NOON + DAY):
        between = add(keen, number, said("between", delay=2 * DAY), after=first.pk)
        take_into_sequence(keen.workspace_id, number, between, now=clock.now())
        two = SequenceMessage.objects.get(live__name="two")
        remove_sequence_message(keen.workspace_id, number, two.pk, now=clock.now())
        turn()
    turn(NOON + 2 * DAY)
    turn(NOON + 3 * DAY)
    turn(NOON + 4 * DAY)
    assert subjects(post) == ["one", "between", "three"]


def test_two_entries_that_turn_out_to_be_one_person_get_it_once(keen, post):
    started(keen, said("one"), said("two", delay=DAY))
    one, two = crowd_of(keen, 2)
    come(keen, one)
    turn()
    with clock.at(NOON + timedelta(hours=2)):
        come(keen, two)
        work.run_due(clock.now(), only=TASKS[:2])
        people.merge(keen.workspace_id, keep=two, absorb=one, reason="staff", at=clock.now(), now=clock.now())
        come(keen, *crowd_of(keen, 1, start=7))
        turn()
    assert subjects(post) == ["one", "one"], "the one who is further goes on; a third person begins"
    turn(NOON + DAY)
    assert subjects(post, 2) == ["two"]
    with clock.at(NOON + DAY):
        people.unmerge(keen.workspace_id, absorbed=one, at=clock.now(), now=clock.now())
    assert not Follower.objects.filter(ended="merged").exists(), "whoever gave way goes on where they were"


def test_somebody_who_is_erased_gets_nothing_more_and_is_forgotten(keen, post):
    started(keen, *THREE)
    (person,) = crowd_of(keen, 1)
    come(keen, person)
    turn()
    people.erase_person(keen.workspace_id, person, now=clock.now())
    assert not Follower.objects.exists()
    turn(NOON + 9 * DAY)
    assert subjects(post) == ["one"]


def test_a_text_that_cannot_be_sent_is_refused_at_the_start_with_its_place(keen):
    number = write(keen, said("one"), {**said("two"), "body": {"en": "{{ nobody.knows }}", "fi": "x"}})
    with pytest.raises(MessageRefused) as refused:
        start_sequence(keen.workspace_id, number, now=NOON)
    assert refused.value.problems[0].startswith("2. ")
    assert Sequence.objects.get(pk=number).standing == "draft"


def test_a_segment_that_is_gone_pauses_it_and_says_so(keen, post):
    number = started(keen, *THREE)
    come(keen, *crowd_of(keen, 1))
    publish()
    turn()
    assert (Sequence.objects.get(pk=number).standing, Sequence.objects.get(pk=number).trouble) == (
        "paused",
        "segment_gone",
    )
    assert post.delivered == []


def test_what_goes_wrong_in_one_sequence_pauses_that_one_only(keen, post, monkeypatch):
    broken, whole = started(keen, said("broken")), started(keen, said("whole"))
    come(keen, *crowd_of(keen, 1))
    put = queueing.put

    def fails(sequence, *given):
        if sequence.pk == broken:
            raise ValueError("no")
        return put(sequence, *given)

    monkeypatch.setattr(stepping, "put", fails)
    turn()
    assert subjects(post) == ["whole"]
    assert Sequence.objects.get(pk=broken).trouble == "failed"
    assert Sequence.objects.get(pk=whole).standing == "running"


def test_a_look_with_nothing_due_is_one_query_on_the_index(keen):
    with CaptureQueriesContext(connection) as queries:
        assert stepping.sequence_steps(NOON) == 0
    assert len(queries) == 1
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + queries[0]["sql"])
            assert "messages_follower_due" in str(cursor.fetchall())


def test_many_take_as_many_statements_as_few(keen):
    started(keen, *THREE)

    def statements(start: int, many: int) -> int:
        come(keen, *crowd_of(keen, many, start=start))
        work.run_due(NOON, only=TASKS[:2])
        with CaptureQueriesContext(connection) as queries:
            assert stepping.sequence_steps(NOON) == many
        return len(queries)

    assert statements(0, 2) >= statements(2, 20)
