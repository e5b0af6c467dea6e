"""Addresses that are not written to: which reason counts, who may lift it, and lists as people paste them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from suppilo.messages.address_list import Address, read_addresses
from suppilo.messages.models import Suppression
from suppilo.messages.operations import (
    OnlyThePerson,
    suppress,
    suppress_many,
    unsuppress,
    welcome_back,
)
from suppilo.messages.queries import suppression_page, suppressions_of
from suppilo.messages.suppressing import come_back, digest
from suppilo.people import operations as people
from tests.messages.world import NOON, World, publish

AINO = Address("email", "aino@example.org")


@pytest.fixture
def world() -> World:
    return publish()


def bar(world: World, *reasons: str) -> None:
    for reason in reasons:
        if reason == "manual":
            suppress_many(world.workspace_id, [AINO], note="asked by phone", user_id=7, now=NOON)
        else:
            suppress(world.workspace_id, channel="email", address=AINO.value, reason=reason, now=NOON)


def allow(world: World) -> bool:
    return unsuppress(world.workspace_id, channel="email", address=AINO.value)


def reason(world: World) -> str:
    found = suppressions_of(world.workspace_id, [AINO]).get(AINO)
    return found.reason if found else ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reasons", "counts"),
    [
        (("bounce", "manual"), "bounce"),
        (("manual", "erased"), "manual"),
        (("unsubscribe", "manual"), "manual"),
        (("unsubscribe", "bounce"), "bounce"),
        (("unsubscribe", "erased"), "unsubscribe"),
        (("manual", "complaint"), "complaint"),
        (("complaint", "manual"), "complaint"),
        (("erased", "manual"), "erased"),
    ],
)
def test_of_two_reasons_the_stricter_counts_else_the_first(world: World, reasons, counts) -> None:
    bar(world, *reasons)
    assert reason(world) == counts
    assert Suppression.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("first", ["bounce", "manual"])
@pytest.mark.parametrize("turned", [False, True])
def test_whoever_unsubscribed_as_well_stays_so_when_staff_lift_the_rest(world: World, first: str, turned: bool) -> None:
    bar(world, *(("unsubscribe", first) if turned else (first, "unsubscribe")))
    assert reason(world) == first
    assert allow(world)
    assert reason(world) == "unsubscribe"
    with pytest.raises(OnlyThePerson):
        allow(world)


@pytest.mark.django_db
@pytest.mark.parametrize("mine", ["complaint", "unsubscribe", "erased"])
def test_what_is_the_persons_own_is_not_lifted_by_staff(world: World, mine: str) -> None:
    bar(world, mine)
    with pytest.raises(OnlyThePerson):
        allow(world)
    assert reason(world) == mine


@pytest.mark.django_db
def test_what_staff_decided_is_lifted_by_staff_and_by_nobody_else(world: World) -> None:
    bar(world, "manual")
    assert not welcome_back(world.workspace_id, channel="email", address=AINO.value)
    come_back(world.workspace_id, "email", digest(world.workspace_id, "email", AINO.value))
    assert reason(world) == "manual"
    assert allow(world) and not reason(world) and not allow(world)


@pytest.mark.django_db
def test_a_person_who_comes_back_takes_back_their_unsubscription_only(world: World) -> None:
    bar(world, "manual", "unsubscribe")
    come_back(world.workspace_id, "email", digest(world.workspace_id, "email", AINO.value))
    assert reason(world) == "manual"
    assert allow(world) and not reason(world)


@pytest.mark.django_db
def test_a_list_is_barred_once_and_the_person_is_known_until_erased(world: World) -> None:
    person = world.person(AINO.value)
    some = [AINO, *(Address("email", f"a{number}@example.org") for number in range(250))]
    done = suppress_many(world.workspace_id, some, note="old tool", user_id=None, now=NOON)
    again = suppress_many(world.workspace_id, some, note="old tool", user_id=None, now=NOON)
    assert (done.fresh, done.known, again.fresh, again.known) == (251, 0, 0, 251)
    assert suppressions_of(world.workspace_id, [AINO])[AINO].person_id == person
    people.erase_person(world.workspace_id, person, now=NOON + timedelta(hours=1))
    left = suppressions_of(world.workspace_id, [AINO])[AINO]
    assert (left.reason, left.person_id, left.note) == ("manual", 0, "")


@pytest.mark.django_db
def test_pages_go_from_newest_to_oldest_and_leave_nobody_out(world: World) -> None:
    for number in range(7):
        at = NOON + timedelta(minutes=number // 2)
        suppress(world.workspace_id, channel="email", address=f"a{number}@example.org", reason="bounce", now=at)
    bar(world, "complaint")
    seen, before = [], ""
    while True:
        page = suppression_page(world.workspace_id, reason="bounce", before=before, limit=2)
        seen += [(card.at, card.number) for card in page.cards]
        before = page.older
        if not before:
            break
    assert len(seen) == 7 and seen == sorted(seen, reverse=True)


@pytest.mark.django_db
@pytest.mark.parametrize("before", ["x", "2026-03-10_1", "2026-03-10T10:00:00+00:00_x", "_", "9" * 50])
def test_a_page_that_nobody_asked_for_is_the_first(world: World, before: str) -> None:
    bar(world, "bounce")
    assert len(suppression_page(world.workspace_id, before=before).cards) == 1


@pytest.mark.pure
def test_a_list_of_another_tool_is_read_line_by_line() -> None:
    text = """\ufeffId;E-mail;Phone;Created
1;Aino@Example.org;+358401234567;2024-01-01
2;"Åsa; B";aino@example.org;
3;nobody;;2024-01-01
;;;

+358 40 123 4567
not-an-address
b@@example.org
b\0@example.org"""
    read = read_addresses(text.split("\n"))
    assert read.addresses == (AINO, Address("sms", "+358401234567"), Address("email", "b@example.org"))
    assert read.repeated == 1
    assert [one.line for one in read.rejected] == [4, 8, 9]
    assert all(one.why for one in read.rejected)


@pytest.mark.pure
def test_a_national_number_is_one_of_the_business_country() -> None:
    assert read_addresses(["040 123 4567"], "FI").addresses == (Address("sms", "+358401234567"),)
    assert read_addresses(["040 123 4567"]).rejected
