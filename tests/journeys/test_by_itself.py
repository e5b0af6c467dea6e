"""Journeys that start by a date or a schedule, where people are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from suppilo.foundation import clock, work
from suppilo.journeys.models import Calendar, Intake
from suppilo.journeys.moving import JourneyMover
from tests.journeys.story import DATABASE, TASKS, funnel, inside, said, turn
from tests.messages.world import World, publish

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
SEND = {"id": "guide", "send": "guide_mail"}
TYPES = {"birthday": "day", "renewal": "day", "ends": "instant", "city": "text"}
OSLO, HELSINKI = {"zone": "Europe/Oslo"}, {"zone": "Europe/Helsinki"}


def run(trigger: dict[str, Any], **more: Any) -> World:
    more.setdefault("again", "always")
    segments = {"tasters": {"name": "T", "when": {"attribute": "city", "is": "Åbo"}}}
    made = {"name": "Itself", "steps": [SEND], "trigger": trigger, **more}
    world = publish(attributes=TYPES, segments=segments, funnels=[funnel(deliver=made)])
    JourneyMover().move(world.workspace_id, world.version_id, None, world.bundle, {}, clock.now())
    return world


def itself() -> None:
    work.run_due(clock.now(), only=("segments", "settling", "journey_calendars", "journey_intakes", *TASKS))


def until(*parts: int, step: timedelta = timedelta(hours=6)) -> None:
    """Turn the clock there as a worker would see it: now and then."""
    goal = datetime(*parts, tzinfo=UTC)
    while clock.now() < goal:
        clock.turn(min(step, goal - clock.now()))
        itself()


def test_a_birthday_comes_every_year_in_the_morning_where_the_person_is():
    world = run({"date": "birthday", "repeat": "yearly", "before": "3d", "at": "09:00"})
    oslo = world.person("a@example.org", birthday="1990-03-16", **OSLO)
    helsinki = world.person("b@example.org", birthday="1984-03-16")
    world.person("c@example.org", birthday="1990-03-17")
    until(2026, 3, 13, 6, 59)
    assert said() == []
    until(2026, 3, 13, 7, 0)
    assert said() == [(helsinki, "guide_mail")]
    until(2026, 3, 13, 8, 0)
    assert said() == [(helsinki, "guide_mail"), (oslo, "guide_mail")]
    until(2026, 3, 14, 8)
    assert len(said()) == 3  # the one of the 17th, a day later
    until(2027, 3, 12, 12, step=timedelta(days=90))
    until(2027, 3, 13, 12)
    assert len(said()) == 5


def test_who_was_born_on_29_february_has_a_birthday_every_year():
    world = run({"date": "birthday", "repeat": "yearly"})
    person = world.person("a@example.org", birthday="1992-02-29")
    until(2027, 2, 28, 6, step=timedelta(days=90))
    assert said() == []
    until(2027, 2, 28, 8)
    assert said() == [(person, "guide_mail")]
    until(2027, 3, 2, 8)
    assert len(said()) == 1


def test_a_renewal_comes_once_and_one_that_was_told_too_late_does_not():
    world = run({"date": "renewal", "before": "1d", "at": "08:00"})
    person = world.person("a@example.org", renewal="2026-03-12")
    world.person("b@example.org", renewal="2026-03-10")
    until(2026, 3, 14, 0)
    until(2027, 3, 14, 0, step=timedelta(days=60))
    assert said() == [(person, "guide_mail")]


def test_an_instant_is_seen_within_minutes():
    world = run({"date": "ends", "before": "2h"})
    person = world.person("a@example.org", ends="2026-03-10T18:00:30+02:00")
    until(2026, 3, 10, 14, 0, 29, step=timedelta(minutes=5))
    assert said() == []
    until(2026, 3, 10, 14, 5, 30, step=timedelta(minutes=5))
    assert said() == [(person, "guide_mail")]


def test_a_worker_that_was_down_catches_up_with_one_day_and_no_more():
    world = run({"date": "birthday", "repeat": "yearly"})
    for number, day in enumerate(("12", "13", "14", "15")):
        world.person(f"p{number}@example.org", birthday=f"1990-03-{day}")
    until(2026, 3, 15, 6, step=timedelta(days=30))
    assert len(said()) == 1  # the one of the 14th; the 15th has not come yet
    until(2026, 3, 15, 8)
    assert len(said()) == 2


@pytest.mark.parametrize(
    ("schedule", "days"),
    [
        ({"schedule": "daily"}, [11, 12, 13, 14, 15, 16, 17, 18, 19, 20]),
        ({"schedule": "weekly", "weekdays": ["thu", "mon"]}, [12, 16, 19]),
        ({"schedule": "monthly", "day": 15}, [15]),
    ],
)
def test_a_schedule_starts_everybody_of_the_segment(schedule: dict[str, Any], days: list[int]):
    from suppilo.journeys.models import Ended
    from suppilo.segments.models import Member

    world = run({**schedule, "at": "09:00", "segment": "tasters"})
    member, outside = world.person("a@example.org"), world.person("b@example.org")
    Member.objects.create(workspace_id=world.workspace_id, person_id=member, segment="tasters", first_at=clock.now())
    until(2026, 3, 20, 12)
    assert [row.started_at.day for row in Ended.objects.order_by("started_at")] == days
    assert outside not in {person for person, _ in said()}


def test_a_person_whose_zone_changes_at_noon_does_not_start_twice_that_day():
    world = run({"date": "renewal"})
    person = world.person("a@example.org", renewal="2026-03-11", **HELSINKI)
    world.person("b@example.org", renewal="2026-03-11", zone="America/New_York")
    until(2026, 3, 11, 8)
    from suppilo.people.models import Person

    Person.objects.filter(pk=person).update(zone="America/New_York")
    until(2026, 3, 12, 0)
    assert len(said()) == 2


def test_who_is_in_an_unknown_zone_goes_by_the_business():
    world = run({"date": "renewal"})
    person = world.person("a@example.org", renewal="2026-03-11", zone="Mars/Olympus")
    world.person("b@example.org", renewal="2026-03-12", **OSLO)
    until(2026, 3, 11, 7)
    assert said() == [(person, "guide_mail")]


def test_many_people_are_taken_in_batch_by_batch_and_a_second_look_takes_nobody_twice():
    world = run({"date": "renewal"}, again="never", steps=[{"id": "rest", "wait": "1d"}])
    for number in range(250):
        world.person(f"p{number}@example.org", renewal="2026-03-11")
    until(2026, 3, 11, 7)
    row = Intake.objects.get()
    assert (row.looked_at, row.entered) == (250, 250)
    again = {"day": "2026-03-11", "zone": "Europe/Helsinki"}
    Intake.objects.update(cursor=0, due_at=clock.now(), finished_at=None, who=again)
    itself()
    assert Intake.objects.get().looked_at == 500
    assert len(inside()) == 250


def test_a_new_version_keeps_the_calendar_and_drops_that_of_a_journey_that_is_gone():
    world = run({"date": "renewal"})
    until(2026, 3, 12, 0)
    through = Calendar.objects.get().through
    JourneyMover().move(world.workspace_id, world.version_id, world.bundle, world.bundle, {}, clock.now())
    assert Calendar.objects.get().through == through
    JourneyMover().move(world.workspace_id, world.version_id, world.bundle, publish().bundle, {}, clock.now())
    assert not Calendar.objects.exists()


def test_nothing_due_costs_one_look_up(django_assert_num_queries):
    run({"date": "renewal"})
    itself()
    with django_assert_num_queries(2):
        work.run_due(clock.now(), only=("journey_calendars", "journey_intakes"))


def test_a_calendar_of_a_journey_that_is_gone_goes_too():
    run({"date": "renewal"})
    publish()
    turn()
    until(2026, 3, 11, 12)
    assert not Calendar.objects.exists()
