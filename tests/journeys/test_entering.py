"""Who starts a journey, and who does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from suppilo.events import queries as log
from suppilo.foundation import clock
from suppilo.journeys import reading
from suppilo.people import operations as people
from tests.journeys.story import DATABASE, endings, happen, inside, journey, publish_journeys, said, turn
from tests.messages.world import NOON

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
SEND = {"id": "guide", "send": "guide_mail"}
WAIT = {"id": "rest", "wait": "2d"}


def test_a_live_fact_starts_a_journey_and_its_first_message_leaves_in_the_same_turn(post):
    world = publish_journeys(deliver=journey(SEND))
    person = world.person("a@example.org")
    happen(world, person)
    turn()
    assert [mail.recipient for mail in post.delivered] == ["a@example.org"]
    assert endings() == [(person, "finished")]
    names = [fact.name for fact in log.facts_of(world.workspace_id, [person])[person]]
    assert [name for name in names if name.startswith("journey")] == ["journey_started", "journey_ended"]


@pytest.mark.parametrize("origin", ["import", "migration", "demo"])
def test_a_fact_that_is_not_live_starts_nothing(origin, post):
    world = publish_journeys(deliver=journey(SEND))
    happen(world, world.person("a@example.org"), origin=origin)
    turn()
    clock.turn(timedelta(days=30))
    turn()
    assert (inside(), endings(), said()) == ([], [], [])


def test_who_acts_does_not_wait_behind_all_that_an_import_wrote(post, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 10)
    world = publish_journeys(deliver=journey(SEND))
    brought, person = world.person("old@example.org"), world.person("a@example.org")
    turn()
    for _ in range(35):
        happen(world, brought, origin="import")
    happen(world, person)
    reading.read_facts(clock.now())
    assert [who for who, *_ in inside()] == [person], "in one turn, though it stood behind several batches"


def test_after_a_batch_in_which_somebody_acted_others_have_their_turn(monkeypatch):
    world = publish_journeys(deliver=journey(SEND))
    people_there = [world.person(f"p{number}@example.org") for number in range(25)]
    turn()
    monkeypatch.setattr(reading, "BATCH", 10)
    for person in people_there:
        happen(world, person)
    assert reading.read_facts(clock.now()) == 10


def test_an_old_fact_starts_nothing():
    world = publish_journeys(deliver=journey(SEND))
    person = world.person("a@example.org")
    happen(world, person, at=NOON - timedelta(hours=24))
    turn()
    assert endings() == []
    happen(world, person, at=NOON - timedelta(hours=23, minutes=59))
    turn()
    assert endings() == [(person, "finished")]


def test_the_age_limit_is_the_triggers_own_if_it_has_one():
    trigger = {"event": "form_submitted", "age_limit": "1h"}
    world = publish_journeys(deliver=journey(SEND, trigger=trigger))
    happen(world, world.person("a@example.org"), at=NOON - timedelta(hours=2))
    turn()
    assert endings() == []


def test_a_machine_starts_nothing():
    world = publish_journeys(deliver=journey(SEND))
    happen(world, world.person("a@example.org"), traffic="scanner")
    turn()
    assert endings() == []


def test_only_facts_that_meet_the_trigger_start_it():
    world = publish_journeys(deliver=journey(SEND))
    happen(world, world.person("a@example.org"), properties={"form": "another"})
    turn()
    assert endings() == []


def test_with_never_nobody_enters_a_second_time():
    world = publish_journeys(deliver=journey(SEND))
    person = world.person("a@example.org")
    for _ in range(3):
        happen(world, person)
        turn()
    assert said() == [(person, "guide_mail")]


def test_with_after_end_one_enters_again_but_never_twice_at_once():
    world = publish_journeys(deliver=journey(SEND, WAIT, again="after_end"))
    person = world.person("a@example.org")
    happen(world, person)
    happen(world, person)
    turn()
    happen(world, person)
    turn()
    assert len(said()) == 1
    clock.turn(timedelta(days=2))
    turn()
    happen(world, person)
    turn()
    assert len(said()) == 2


def test_a_merged_person_does_not_enter_a_second_time():
    world = publish_journeys(deliver=journey(SEND))
    one, two = world.person("a@example.org"), world.person("b@example.org")
    happen(world, two)
    turn()
    people.merge(world.workspace_id, keep=one, absorb=two, reason="test", at=NOON, now=NOON)
    happen(world, one)
    turn()
    assert said() == [(two, "guide_mail")]


def test_at_a_merge_the_older_enrolment_stays_and_the_other_stops_with_its_message():
    held = {"id": "offer", "send": "offer_mail"}
    world = publish_journeys(deliver=journey(held, {"id": "rest", "wait": "5d"}))
    one, two = world.person("a@example.org", consent="granted"), world.person("b@example.org", consent="granted")
    clock.turn(timedelta(hours=10))
    happen(world, two)
    turn()
    clock.turn(timedelta(minutes=1))
    happen(world, one)
    turn()
    assert len(inside()) == 2
    people.merge(world.workspace_id, keep=one, absorb=two, reason="test", at=clock.now(), now=clock.now())
    turn()
    assert [person for person, _ in inside()] == [two]
    assert endings() == [(one, "merged")]


def test_a_journey_that_has_no_steps_left_ends_at_once():
    world = publish_journeys(deliver=journey({"id": "end", "stop": True}, SEND))
    person = world.person("a@example.org")
    happen(world, person)
    turn()
    assert endings() == [(person, "stopped")]
    assert said() == []
