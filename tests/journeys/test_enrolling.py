"""Letting people start a journey by hand: counted first, as the journey allows, each once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner

from suppilo.config.cli.commands import suppilo
from suppilo.foundation import clock, work
from suppilo.journeys import operations, queries
from suppilo.journeys.operations import Chosen
from suppilo.people import operations as people
from suppilo.segments.models import Member
from tests.journeys.story import DATABASE, happen, inside, journey, publish_journeys, said, turn
from tests.messages.world import World, publish

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
SEND = {"id": "guide", "send": "guide_mail"}
REST = {"id": "rest", "wait": "1d"}
BY_HAND = {"manual": True}


def enrol(world: World, *persons: int, key: str = "k", **more: str) -> queries.IntakeCard:
    number = operations.enrol(world.workspace_id, "deliver", Chosen(people=persons, **more), key=key)
    work.run_due(clock.now(), only=("journey_intakes",))
    turn()
    found = queries.intake(world.workspace_id, number)
    assert found is not None
    return found


def test_whoever_is_enrolled_by_hand_starts_also_when_they_were_imported(post):
    world = publish_journeys(deliver=journey(SEND, trigger=BY_HAND))
    now = clock.now()
    given = {"email": "a@example.org"}
    person = people.identify(world.workspace_id, identifiers=given, at=now, now=now, origin="import").person_id
    happen(world, person, "lead_imported", origin="import")
    turn()
    assert said() == []
    assert enrol(world, person).entered == 1
    assert [mail.recipient for mail in post.delivered] == ["a@example.org"]


def test_a_journey_with_another_trigger_can_be_started_by_hand_too():
    world = publish_journeys(deliver=journey(SEND))
    assert enrol(world, world.person("a@example.org")).entered == 1


def test_the_count_says_beforehand_who_starts_who_is_inside_and_who_may_not_come_again():
    world = publish_journeys(deliver=journey(REST, trigger=BY_HAND), other=journey(REST))
    new, was, still = (world.person(f"{name}@example.org") for name in ("new", "was", "still"))
    enrol(world, was)
    clock.turn(timedelta(days=1))
    turn()
    enrol(world, still, key="two")
    chosen = Chosen(people=[new, was, still, new, 999_999])
    found = queries.forecast(world.workspace_id, "deliver", chosen, now=clock.now())
    assert found == queries.Forecast(chosen=3, enter=1, inside=1, before=1)
    assert enrol(world, new, was, still, key="three").entered == 1


def test_asking_twice_with_the_same_key_enrols_once():
    world = publish_journeys(deliver=journey(SEND, again="always", trigger=BY_HAND))
    person = world.person("a@example.org")
    enrol(world, person)
    enrol(world, person)
    assert len(said()) == 1
    enrol(world, person, key="another")
    assert len(said()) == 2


def test_of_two_entries_that_are_one_person_one_starts():
    world = publish_journeys(deliver=journey(SEND, trigger=BY_HAND))
    one, two = world.person("a@example.org"), world.person("b@example.org")
    people.merge(world.workspace_id, keep=one, absorb=two, reason="test", at=clock.now(), now=clock.now())
    assert enrol(world, two, one).entered == 1


def test_what_does_not_exist_is_said_with_what_there_is():
    world = publish_journeys(deliver=journey(SEND))
    with pytest.raises(operations.NoSuchJourney, match="deliver"):
        operations.enrol(world.workspace_id, "delivr", Chosen(people=[1]), key="k")
    with pytest.raises(operations.NoSuchSegment, match="–"):
        operations.enrol(world.workspace_id, "deliver", Chosen(segment="nobody"), key="k")


def test_the_command_shows_the_count_asks_and_enrols_a_segment():
    segments = {"tasters": {"name": "T", "when": {"identifier": "email"}}}
    from tests.journeys.story import funnel

    world = publish(segments=segments, funnels=[funnel(deliver=journey(REST, trigger=BY_HAND))])
    for number in range(3):
        person = world.person(f"p{number}@example.org")
        Member.objects.create(
            workspace_id=world.workspace_id, person_id=person, segment="tasters", first_at=clock.now()
        )
    ran = CliRunner().invoke(suppilo, ["journeys", "enrol", "deliver", "-s", "tasters"], input="n\n")
    assert "3 people would start." in ran.output
    assert inside() == []
    ran = CliRunner().invoke(suppilo, ["journeys", "enrol", "deliver", "-s", "tasters", "-y"])
    assert "3 people started." in ran.output
    assert len(inside()) == 3
    ran = CliRunner().invoke(suppilo, ["journeys", "enrol", "deliver", "-s", "tasters", "-y"])
    assert "3 are inside now." in ran.output
    assert CliRunner().invoke(suppilo, ["journeys", "enrol", "deliver"]).exit_code == 2
