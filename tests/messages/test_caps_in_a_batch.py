"""A cap counts what one batch lets pass: per person under whatever number, and never for two who share an address."""

from __future__ import annotations

from datetime import timedelta

import pytest

from suppilo.foundation import clock, work
from suppilo.messages import recipients, tasks
from suppilo.messages.gate import Candidate
from suppilo.messages.models import Outgoing
from suppilo.messages.operations import QueueItem, queue
from suppilo.people import operations as people
from suppilo.publishing import queries as publishing
from tests.messages.world import NOON, World, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def shop(db: None) -> World:
    return publish(caps={"email": {"at_most": 1, "per": "7d"}})


def put(shop: World, *persons: int) -> list[Outgoing]:
    items = [
        QueueItem(person_id=person, message_id="offer_mail", unique_key=f"k{place}")
        for place, person in enumerate(persons)
    ]
    queue(shop.workspace_id, version_id=shop.version_id, items=items, now=clock.now())
    return list(Outgoing.objects.order_by("pk"))


def answers(shop: World, rows: list[Outgoing], owners: list[int], addresses: list[str]) -> list[str]:
    candidates = {
        row.pk: Candidate(is_service=False, address=address, consent="granted")
        for row, address in zip(rows, addresses, strict=True)
    }
    whose = {row.person_id: owner for row, owner in zip(rows, owners, strict=True)}
    known = recipients.Recipients(candidates, whose, {}, {})
    bundle = publishing.running(shop.workspace_id).bundle
    return [verdict.action for _, verdict in tasks._judged(rows, known, bundle, NOON)]


def test_two_people_at_one_address_each_have_a_cap_of_their_own(shop):
    rows = put(shop, shop.person("a@example.org"), shop.person("b@example.org"))
    owners = [row.person_id for row in rows]
    assert answers(shop, rows, owners, ["https://x.example/hook"] * 2) == ["send", "send"]


def test_one_person_at_two_addresses_has_one_cap(shop):
    rows = put(shop, shop.person("a@example.org"), shop.person("b@example.org"))
    assert answers(shop, rows, [rows[0].person_id] * 2, ["a@example.org", "b@example.org"]) == ["send", "hold"]


def test_messages_under_both_numbers_of_a_merged_person_share_a_cap_in_one_batch(shop, post):
    one, other = (shop.person(f"{name}@example.org", consent="granted") for name in "ab")
    put(shop, one, other)
    about = {"reason": "staff", "at": NOON, "now": NOON}
    people.merge(shop.workspace_id, keep=one, absorb=other, **about)
    clock.turn(timedelta(minutes=1))
    work.run_due(clock.now(), only=("outbox",))
    assert sorted(Outgoing.objects.values_list("status", flat=True)) == ["held", "sent"]
    assert len(post.delivered) == 1
