"""Waiting for a date and for hours, each where the person is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from suppilo.foundation import clock
from suppilo.people import operations as people
from tests.journeys.story import DATABASE, endings, funnel, happen, inside, journey, said, turn
from tests.messages.world import World, publish

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
SEND = {"id": "guide", "send": "guide_mail"}


def run(*steps: dict[str, Any]) -> World:
    types = {"renewal": "day", "ends": "instant", "plan": "text", "size": "number"}
    return publish(attributes=types, funnels=[funnel(deliver=journey(*steps))])


def start(world: World, email: str = "a@example.org", **known: Any) -> int:
    person = world.person(email, **known)
    happen(world, person)
    turn()
    return person


def at(*parts: int) -> None:
    clock.turn(datetime(*parts, tzinfo=UTC) - clock.now())
    turn()


def test_a_day_is_waited_for_until_the_morning_where_the_person_is():
    world = run({"id": "renewal", "wait_until": "renewal", "before": "3d", "at": "08:00"}, SEND)
    helsinki = start(world, "a@example.org", renewal="2026-04-02")
    york = start(world, "b@example.org", renewal="2026-04-02", zone="America/New_York")
    at(2026, 3, 30, 4, 59, 59)
    assert said() == []
    at(2026, 3, 30, 5, 0)
    assert said() == [(helsinki, "guide_mail")]
    at(2026, 3, 30, 12, 0)
    assert said() == [(helsinki, "guide_mail"), (york, "guide_mail")]


def test_an_instant_is_waited_for_to_the_second():
    world = run({"id": "end", "wait_until": "ends", "before": "2h"}, SEND)
    start(world, ends="2026-03-12T20:00:30+02:00")
    at(2026, 3, 12, 16, 0, 29)
    assert said() == []
    at(2026, 3, 12, 16, 0, 30)
    assert len(said()) == 1


def test_without_a_date_or_with_one_that_has_passed_people_go_the_other_way():
    step = {"id": "renewal", "wait_until": "renewal", "otherwise": [{"id": "out", "stop": True}]}
    world = run(step, SEND)
    none, past = start(world, "a@example.org"), start(world, "b@example.org", renewal="2026-03-01")
    assert endings() == [(none, "stopped"), (past, "stopped")]
    assert said() == []


@pytest.mark.parametrize("origin", ["live", "import"])
def test_a_date_that_changes_meanwhile_is_followed(origin: str):
    world = run({"id": "renewal", "wait_until": "renewal"}, SEND)
    person = start(world, renewal="2026-05-01")
    clock.turn(timedelta(hours=1))
    now = clock.now()
    people.set_attributes(world.workspace_id, person, {"renewal": "2026-03-20"}, at=now, now=now, origin=origin)
    turn()
    at(2026, 3, 20, 6, 59)
    assert said() == []
    at(2026, 3, 20, 7, 0)
    assert len(said()) == 1


def test_hours_are_waited_for_where_the_person_is():
    world = run({"id": "office", "window": {"start": "09:00", "end": "17:00"}}, SEND)
    helsinki = start(world)  # noon there
    assert said() == [(helsinki, "guide_mail")]
    york = start(world, "b@example.org", zone="America/New_York")  # six in the morning
    at(2026, 3, 10, 12, 59)
    assert inside() == [(york, "office")]
    at(2026, 3, 10, 13, 0)
    assert said() == [(helsinki, "guide_mail"), (york, "guide_mail")]


def test_a_worker_that_comes_too_late_waits_for_the_next_hours():
    world = run({"id": "rest", "wait": "8h"}, {"id": "office", "window": {"start": "09:00", "end": "17:00"}}, SEND)
    start(world)
    at(2026, 3, 10, 18, 0)
    at(2026, 3, 11, 15, 0)  # five in the afternoon: the end does not belong to the hours
    assert said() == []
    at(2026, 3, 12, 7, 0)
    assert len(said()) == 1


def test_an_unknown_zone_falls_back_to_the_business_and_is_said():
    from suppilo.journeys import queries

    world = run({"id": "office", "window": {"start": "13:00", "end": "17:00"}}, SEND)
    lost = start(world, zone="Mars/Olympus")
    start(world, "b@example.org", zone="Europe/Helsinki")
    at(2026, 3, 10, 10, 59)
    assert said() == []
    cards = {card.person_id: card for card in queries.journeys_of_people(world.workspace_id, [lost])}
    assert cards[lost].assumed_zone == "Europe/Helsinki"
    at(2026, 3, 10, 11, 0)
    assert len(said()) == 2
