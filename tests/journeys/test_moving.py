"""What a new version means for those inside."""

from __future__ import annotations

from datetime import timedelta

import pytest

from suppilo.foundation import clock
from suppilo.journeys.moving import JourneyMover
from suppilo.messages.models import Outgoing
from suppilo.publishing.ports import Movement
from tests.journeys.story import DATABASE, endings, happen, inside, journey, publish_journeys, said, turn

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
REST = {"id": "rest", "wait": "2d"}
SEND = {"id": "guide", "send": "guide_mail"}


def test_people_inside_stay_on_the_version_they_entered_by():
    world = publish_journeys(deliver=journey(REST, SEND))
    person = world.person("a@example.org")
    happen(world, person)
    turn()
    newer = publish_journeys(deliver=journey(REST))
    assert JourneyMover().count(world.workspace_id, world.bundle, newer.bundle, clock.now()) == [
        Movement("journey", "deliver", "stay", 1)
    ]
    assert JourneyMover().move(world.workspace_id, newer.version_id, world.bundle, newer.bundle, {}, clock.now()) == (
        None,
        0,
    )
    clock.turn(timedelta(days=2))
    turn()
    assert said() == [(person, "guide_mail")]


def test_people_whose_journey_is_removed_stop_and_get_nothing_more():
    world = publish_journeys(deliver=journey({"id": "offer", "send": "offer_mail"}, REST, SEND), other=journey(REST))
    clock.turn(timedelta(hours=1))
    people = [world.person(f"p{number}@example.org", consent="granted") for number in range(3)]
    for person in people:
        happen(world, person)
    from suppilo.foundation import work

    work.run_due(clock.now(), only=("journeys", "journey_steps"))
    newer = publish_journeys(other=journey(REST))
    assert JourneyMover().count(world.workspace_id, world.bundle, newer.bundle, clock.now()) == [
        Movement("journey", "deliver", "stop", 3),
        Movement("journey", "other", "stay", 3),
    ]
    cursor, moved = JourneyMover().move(
        world.workspace_id, newer.version_id, world.bundle, newer.bundle, {}, clock.now()
    )
    assert (cursor, moved) == (None, 3)
    assert endings() == [(person, "removed") for person in people]
    assert {row.status for row in Outgoing.objects.all()} == {"cancelled"}
    assert len(inside()) == 3
