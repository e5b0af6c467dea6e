"""Test mode, and addresses that ask for it again after they had been unsubscribed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from suppilo.foundation import clock, work
from suppilo.messages.models import Outgoing, Suppression
from suppilo.messages.operations import QueueItem, confirm, queue, set_test_mode, suppress
from tests.messages.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def put(world: World, person: int, message: str = "guide_mail") -> Outgoing:
    item = QueueItem(person_id=person, message_id=message, unique_key=f"k{Outgoing.objects.count()}")
    queue(world.workspace_id, version_id=world.version_id, items=[item], now=clock.now())
    work.run_due(clock.now(), only=("outbox",))
    return Outgoing.objects.order_by("-pk")[0]


@pytest.mark.parametrize(
    ("listed", "reason"), [("AINO@example.org", ""), ("@example.org", ""), ("b@x.example", "test_mode")]
)
def test_in_test_mode_only_the_list_gets_anything(world, post, listed, reason):
    set_test_mode(world.workspace_id, is_on=True, addresses=[listed])
    assert put(world, world.person("aino@example.org")).reason == reason
    assert len(post.delivered) == (not reason)


def test_when_test_mode_is_off_the_list_means_nothing(world, post):
    set_test_mode(world.workspace_id, is_on=False, addresses=["b@x.example"])
    assert put(world, world.person("aino@example.org")).status == "sent"


def barred(world: World, reason: str) -> int:
    """Somebody whose address was unsubscribed (or worse) and who has since filled in a form again."""
    person = world.person("aino@example.org")
    suppress(world.workspace_id, channel="email", address="aino@example.org", reason=reason, now=clock.now())
    clock.turn(timedelta(days=1))
    world.agree(person, "email", "pending", now=clock.now())
    return person


def test_a_fresh_confirmation_from_the_address_lifts_an_unsubscription(world, post):
    person = barred(world, "unsubscribe")
    letter = put(world, person)
    assert put(world, person, "offer_mail").reason == "suppressed_unsubscribe"
    confirm(letter.pk, now=clock.now(), proof={})
    assert put(world, person, "offer_mail").status == "sent"


def test_a_confirmation_lifts_nothing_else(world, post):
    person = barred(world, "unsubscribe")
    letter = put(world, person)
    Suppression.objects.update(reason="complaint")
    confirm(letter.pk, now=clock.now(), proof={})
    assert put(world, person, "offer_mail").reason == "suppressed_complaint"


def test_an_old_link_that_confirms_nothing_new_lifts_nothing(world, post):
    person = world.person("aino@example.org", consent="granted")
    letter = put(world, person)
    suppress(world.workspace_id, channel="email", address="aino@example.org", reason="unsubscribe", now=clock.now())
    confirm(letter.pk, now=clock.now(), proof={})
    assert put(world, person, "offer_mail").reason == "suppressed_unsubscribe"
