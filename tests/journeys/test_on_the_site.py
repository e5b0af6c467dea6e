"""What a journey put on the site and nobody saw yet: it goes with a journey that ends early, and stays otherwise."""

from __future__ import annotations

import pytest

from suppilo.foundation import clock, work
from suppilo.messages.models import Notice, Outgoing
from suppilo.messages.operations import show_notice
from suppilo.people import operations as people
from tests.journeys.story import DATABASE, endings, funnel, happen, journey, turn
from tests.messages.world import NOON, World, publish

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
MESSAGES = {"buy_now": {"channel": "onsite", "text": {"en": "Buy now", "fi": "Osta nyt"}}}
SHOW = {"id": "show", "send": "buy_now"}
REST = {"id": "rest", "wait": "3d"}
BOUGHT = {"event": "order_paid"}


def put_up(*steps: dict, **ends: dict) -> tuple[World, int]:
    """A visitor in the journey whose message hangs on the site."""
    world = publish(messages=MESSAGES, funnels=[funnel(cart=journey(*steps, **ends))])
    found = people.identify(world.workspace_id, identifiers={"visitor": "v-1"}, at=NOON, now=NOON, language="en")
    happen(world, found.person_id)
    turn()
    work.run_due(clock.now(), only=("outbox",))
    assert Notice.objects.count() == 1
    return world, found.person_id


def seen(world: World, person: int) -> bool:
    return show_notice(world.workspace_id, person, language="en", now=clock.now()) is not None


@pytest.mark.parametrize("end", ["goal", "exit"])
def test_who_has_bought_is_not_asked_to_buy(end):
    world, person = put_up(SHOW, REST, **{end: BOUGHT})
    happen(world, person, "order_paid")
    turn()
    assert endings() == [(person, end)]
    row = Outgoing.objects.get()
    assert (row.status, row.reason, row.sent_at) == ("cancelled", "journey_over", None)
    assert not Notice.objects.exists() and not seen(world, person)


def test_what_was_seen_before_stays_as_it_was():
    world, person = put_up(SHOW, REST, goal=BOUGHT)
    assert seen(world, person)
    happen(world, person, "order_paid")
    turn()
    assert endings() == [(person, "goal")]
    assert Outgoing.objects.get().status == "sent" and Notice.objects.get().shown_at


def test_a_journey_that_came_to_its_end_takes_nothing_down():
    world, person = put_up(SHOW)
    assert endings() == [(person, "finished")]
    assert seen(world, person)
