"""A message that is added before where people stand already reaches those whom somebody chose, each once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from suppilo.foundation import clock
from suppilo.messages.models import Lane, Outgoing
from suppilo.messages.operations import (
    pause_sequence,
    remove_sequence_message,
    resume_sequence,
    take_into_sequence,
)
from suppilo.messages.queries import sequence_messages
from suppilo.messages.sequences.rows import Follower, Sequence, SequenceMessage
from suppilo.people import operations as people
from suppilo.segments.models import Member
from tests.messages.test_sequences import DAY, add, come, crowd_of, keen, said, started, turn
from tests.messages.world import NOON, World

__all__ = ["keen"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
MINUTE = timedelta(minutes=1)
LATE = NOON + 2 * DAY


def stands(world: World) -> tuple[int, list[int]]:
    """A sequence that one person has finished, and another; two are past the first message, one has got nothing yet."""
    number = started(world, said("one"), said("two", delay=DAY), said("three", delay=DAY))
    some = crowd_of(world, 5)
    come(world, *some[:2])
    turn()
    with clock.at(NOON + DAY):
        come(world, *some[2:4])
        turn()
    turn(LATE)
    return number, some


def add_between(world: World, number: int, **also: bool) -> int:
    """A message behind the first; answers its number."""
    first = SequenceMessage.objects.get(live__name="one")
    made = add(world, number, said("between", delay=MINUTE * 0), after=first.pk)
    stop = next(one for one in sequence_messages(world.workspace_id, number) if one.id == made)
    assert (stop.past, stop.finished) == (2, 2), "the counts are shown first"
    take_into_sequence(world.workspace_id, number, made, now=clock.now(), **also)
    return made


def got(post, subject: str = "between") -> Counter[str]:
    return Counter(one.recipient for one in post.delivered if one.subject == subject)


@pytest.mark.parametrize(
    ("also", "who"),
    [
        ({}, []),
        ({"also_past": True}, [2, 3]),
        ({"also_finished": True}, [0, 1]),
        ({"also_past": True, "also_finished": True}, [0, 1, 2, 3]),
    ],
)
def test_it_reaches_whom_somebody_chose_and_those_who_come_to_it_each_once(keen: World, post, also, who):
    number, some = stands(keen)
    with clock.at(LATE):
        add_between(keen, number, **also)
        come(keen, some[4])
        turn()
    for minute in (1, 2, 3):
        turn(LATE + minute * MINUTE)
    assert got(post) == {f"a{one}@example.org": 1 for one in [*who, 4]}
    caught_up = Outgoing.objects.filter(person_id__in=some[:4], broadcast__name="between")
    assert set(caught_up.values_list("lane", flat=True)) <= {Lane.BROADCAST}, "many at once hold nobody back"
    turn(LATE + 9 * DAY)
    turn(LATE + 18 * DAY)
    assert set(got(post).values()) == {1}
    assert set(Follower.objects.values_list("ended", flat=True)) == {"finished"}
    assert len(got(post, "three")) == 5, "nobody was held up on the way"


def test_they_leave_little_by_little_also_after_a_pause_and_not_once_it_is_taken_out(keen: World, post):
    number, _ = stands(keen)
    Sequence.objects.update(per_minute=2)
    with clock.at(LATE):
        made = add_between(keen, number, also_past=True, also_finished=True)
        turn()
    assert len(got(post)) == 1
    with clock.at(LATE + MINUTE / 4):
        pause_sequence(keen.workspace_id, number, now=clock.now())
    turn(LATE + MINUTE * 20)
    assert len(got(post)) == 1
    with clock.at(LATE + MINUTE * 30):
        resume_sequence(keen.workspace_id, number, now=clock.now(), per_minute=2)
        turn()
    turn(LATE + MINUTE * 40)
    assert len(got(post)) == 4
    with clock.at(LATE + MINUTE * 50):
        remove_sequence_message(keen.workspace_id, number, made, now=clock.now())
        turn()
    assert set(got(post).values()) == {1}


def test_only_a_batch_waits_ahead_and_who_finishes_meanwhile_still_gets_it(keen: World, post, monkeypatch):
    monkeypatch.setattr("suppilo.messages.sequences.walking.BATCH", 1)
    number, some = stands(keen)
    Sequence.objects.update(per_minute=1)
    with clock.at(LATE):
        add_between(keen, number, also_past=True)
        turn()
    assert Outgoing.objects.filter(broadcast__name="between", status="queued").count() <= 1
    Follower.objects.filter(ended="").update(ended="finished", ended_at=LATE + MINUTE / 2, due_at=None, next=None)
    for minute in range(1, 5):
        turn(LATE + minute * MINUTE)
    assert got(post) == {"a2@example.org": 1, "a3@example.org": 1}
    assert not Sequence.objects.exclude(due_at=None).exists()


def test_who_left_or_is_one_person_with_another_does_not_get_it_anew(keen: World, post):
    number, some = stands(keen)
    Member.objects.filter(person_id=some[0]).delete()
    with clock.at(LATE):
        people.merge(keen.workspace_id, keep=some[1], absorb=some[2], reason="staff", at=clock.now(), now=clock.now())
        assert Follower.objects.filter(ended="").count() in (1, 2)
        first = SequenceMessage.objects.get(live__name="one")
        made = add(keen, number, said("between"), after=first.pk)
        take_into_sequence(keen.workspace_id, number, made, now=clock.now(), also_past=True, also_finished=True)
        turn()
    turn(LATE + MINUTE)
    turn(LATE + 9 * DAY)
    assert sum(got(post).values()) == 2, "one of the two that are one, and the fourth"
