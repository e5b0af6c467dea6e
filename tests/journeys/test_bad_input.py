"""What should not happen, happens: a clock set back, a journey that starts itself, a time zone that is none."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest

from suppilo.foundation import clock, work
from suppilo.journeys.models import Ended, Enrolment
from suppilo.messages.models import Outgoing
from tests.journeys.story import DATABASE, endings, funnel, happen, inside, journey, publish_journeys, said, turn
from tests.messages.world import MESSAGES, NOON, publish

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
SEND = {"id": "guide", "send": "guide_mail"}
HOUR = timedelta(hours=1)
ALL = ("journeys", "journey_calendars", "journey_intakes", "journey_steps", "outbox")


def test_a_journey_that_starts_itself_after_a_wait_goes_round_once_a_wait():
    steps = ({"id": "rest", "wait": "1d"}, SEND, {"id": "on", "enrol": "deliver"})
    world = publish_journeys(deliver=journey(*steps, again="always"))
    person = world.person("a@example.org")
    happen(world, person)
    turn()
    for days in range(1, 8):
        clock.turn(timedelta(days=1))
        for _ in range(3):
            turn()
        assert (inside(), len(said()), Ended.objects.count()) == ([(person, "rest")], days, days)


def test_a_journey_that_may_not_be_in_itself_is_not_started_by_itself():
    world = publish_journeys(
        deliver=journey({"id": "rest", "wait": "1d"}, {"id": "on", "enrol": "deliver"}, again="after_end")
    )
    person = world.person("a@example.org")
    happen(world, person)
    turn()
    clock.turn(timedelta(days=1))
    turn()
    assert (inside(), endings()) == ([], [(person, "finished")])


STEPS = (
    {"id": "a", "send": "guide_mail"},
    {"id": "rest", "wait": "3h"},
    {"id": "b", "send": "guide_mail"},
    {"id": "f", "wait_for": "order_paid", "timeout": "5h"},
    {"id": "open", "window": {"start": "09:00", "end": "17:00"}},
    {"id": "c", "send": "guide_mail"},
)


class Machine:
    """A clock that somebody sets back, what the time really is, and when it really was that messages left."""

    def __init__(self) -> None:
        self.real = NOON
        self.left: dict[tuple[int, str], datetime] = {}

    def live(self, minutes: int, step: int = 10) -> None:
        for _ in range(minutes // step):
            clock.turn(timedelta(minutes=step))
            self.real += timedelta(minutes=step)
            work.run_due(clock.now(), only=ALL)
            for person, key in Outgoing.objects.filter(status="sent").values_list("person_id", "unique_key"):
                self.left.setdefault((person, key.rpartition(":")[2]), self.real)

    def set_back(self, by: timedelta = HOUR) -> None:
        clock.turn(-by)
        work.run_due(clock.now(), only=ALL)


@pytest.mark.parametrize("seed", range(2))
def test_a_clock_set_back_an_hour_sends_nothing_twice_loses_nothing_and_shortens_no_wait(seed: int, post):
    random = Random(seed)
    world = publish(messages=MESSAGES, funnels=[funnel(deliver=journey(*STEPS))])
    persons = [world.person(f"p{number}@example.org") for number in range(5)]
    machine = Machine()
    for person in persons:
        happen(world, person)
        machine.live(20)
    for _ in range(random.randint(2, 4)):
        machine.live(random.randrange(30, 240, 10))
        machine.set_back()
    for _ in range(60):
        if Enrolment.objects.exists():
            machine.live(60)
    assert sorted(endings()) == [(person, "finished") for person in persons]
    assert Outgoing.objects.filter(status="sent").count() == len(post.delivered) == 15
    assert len({one.reference for one in post.delivered}) == 15
    for person in persons:
        a, b, c = (machine.left[person, step] for step in "abc")
        assert b - a >= 3 * HOUR
        assert c - b >= 5 * HOUR


def test_a_day_that_comes_twice_because_the_clock_was_set_back_starts_nobody_twice():
    daily = {"schedule": "daily", "at": "13:30", "segment": "all"}
    segments = {"all": {"name": "All", "when": {"identifier": "email"}}}
    world = publish(segments=segments, funnels=[funnel(deliver=journey(SEND, trigger=daily, again="always"))])
    from suppilo.journeys.calendars import keep_calendars
    from suppilo.segments.models import Member

    person = world.person("a@example.org")
    Member.objects.create(workspace_id=world.workspace_id, person_id=person, segment="all", first_at=NOON)
    keep_calendars(world.workspace_id, world.bundle, clock.now())
    machine = Machine()
    machine.live(120)
    assert len(said()) == 1  # 13:30 in Helsinki is an hour and a half after noon there
    machine.set_back()
    machine.live(240, step=30)
    assert len(said()) == 1
    machine.live(60 * 24, step=60)
    assert len(said()) == 2


def test_a_worker_that_dies_with_rows_in_hand_before_its_clock_is_set_back_gives_none_up(monkeypatch):
    from suppilo.journeys import tasks

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    world = publish_journeys(deliver=journey({"id": "rest", "wait": "2h"}, SEND))
    happen(world, world.person("a@example.org"))
    turn()
    clock.turn(2 * HOUR)
    with monkeypatch.context() as deadly, pytest.raises(KeyboardInterrupt):
        deadly.setattr(tasks, "save", die)
        turn()
    clock.turn(-HOUR)
    turn()
    assert said() == []
    clock.turn(HOUR)
    turn()
    assert len(said()) == 1


@pytest.mark.parametrize("zone", ["", "Europe/Atlantis", "../../etc/passwd", "Mars"])
def test_where_nobody_knows_the_zone_the_business_s_counts(zone: str):
    window = {"id": "open", "window": {"start": "15:00", "end": "16:00"}}
    world = publish_journeys(deliver=journey(window, SEND))
    happen(world, world.person("a@example.org", zone=zone))
    turn()
    clock.turn(3 * HOUR - timedelta(seconds=1))  # NOON is 12:00 in Helsinki, where the business is
    turn()
    assert said() == []
    clock.turn(timedelta(seconds=1))
    turn()
    assert len(said()) == 1
