"""A cart becomes one order, at the prices of the running definition."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from suppilo.events.models import Event
from suppilo.kernel.money import Money
from suppilo.offers import errors, operations, queries
from suppilo.offers.models import Order
from suppilo.people.operations import BadIdentifier, identify
from suppilo.publishing import queries as publishing
from tests.offers.shop import NOON, open_shop, publish

pytestmark = pytest.mark.django_db


def fill(shop: int, *offers: str, token: str | None = None, person_id: int | None = None) -> str:
    for offer in offers:
        token = operations.add_to_cart(shop, token=token, offer=offer, person_id=person_id, now=NOON)
    assert token
    return token


def buy(shop: int, cart: str, *, nonce: str = "once", total: int = 990, email: str = "aino@example.org", **more):
    return operations.checkout(
        shop,
        cart_token=cart,
        checkout_token=nonce,
        seen_total=Money("EUR", total),
        buyer=operations.Buyer(email=email, name="Aino", language="fi", visitor=more.pop("visitor", None)),
        accepted_terms=more.pop("accepted_terms", True),
        now=NOON + timedelta(minutes=5),
    )


def facts(name: str) -> list[Event]:
    return list(Event.objects.filter(name=name).order_by("seq"))


def test_an_order_keeps_gross_net_and_vat_of_every_line(shop: int):
    cart = fill(shop, "box", "grinder")
    operations.set_quantity(shop, token=cart, offer="box", quantity=3, now=NOON)
    made = buy(shop, cart, total=3 * 990 + 4900)
    (order,) = queries.orders_of(shop, [made.person_id])
    assert [(line.name, line.quantity, line.gross.minor, line.net.minor, line.vat.minor) for line in order.lines] == [
        ("Laatikko", 3, 2970, 2617, 353),
        ("Mylly", 1, 4900, 3904, 996),
    ]
    assert (order.gross.minor, order.net.minor, order.vat.minor) == (7870, 6521, 1349)


def test_sending_the_checkout_twice_makes_one_order(shop: int):
    cart = fill(shop, "box")
    first, again, other_nonce = buy(shop, cart), buy(shop, cart), buy(shop, cart, nonce="another")
    assert not first.repeated
    assert again.repeated and other_nonce.repeated
    assert first.order_id == again.order_id == other_nonce.order_id
    assert len(facts("checkout_started")) == 1


@pytest.mark.django_db(transaction=True)
def test_two_checkouts_at_the_same_moment_make_one_order(shop: int):
    cart = fill(shop, "box")
    seen, start = [], threading.Barrier(4)

    def press() -> None:
        try:
            start.wait()
            seen.append(buy(shop, cart).order_id)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(seen) == 4
    assert set(seen) == {Order.objects.get().pk}


def test_order_numbers_count_up_without_gaps_in_each_workspace(shop: int):
    other = open_shop("toinen")
    numbers = [buy(shop, fill(shop, "box"), nonce=str(number)).number for number in range(3)]
    with pytest.raises(errors.PriceChanged):
        buy(shop, fill(shop, "box"), nonce="refused", total=1)
    assert [*numbers, buy(shop, fill(shop, "box"), nonce="next").number] == [1, 2, 3, 4]
    assert buy(other, fill(other, "box")).number == 1


def test_a_price_that_changed_since_it_was_shown_is_refused(shop: int):
    cart = fill(shop, "box")
    publish(shop, box_price="12.00 EUR")
    with pytest.raises(errors.PriceChanged):
        buy(shop, cart, total=990)
    assert Order.objects.count() == 0
    assert buy(shop, cart, total=1200).number == 1


def test_the_cart_of_another_workspace_cannot_be_ordered(shop: int):
    other = open_shop("toinen")
    with pytest.raises(errors.EmptyCart):
        buy(other, fill(shop, "box"))


def test_what_cannot_be_bought_does_not_get_into_a_cart(shop: int):
    for offer in ("guide", "no_such_offer", ""):
        with pytest.raises(errors.NotForSale):
            operations.add_to_cart(shop, token=None, offer=offer, now=NOON)


def test_prices_in_two_currencies_cannot_be_added_up(shop: int):
    running = publishing.running(shop)
    assert running is not None
    kroner = running.bundle.offers["poster"].model_copy(update={"price": Money("SEK", 10000)})
    bundle = running.bundle.model_copy(update={"offers": {**running.bundle.offers, "poster": kroner}})
    with pytest.raises(errors.MixedCurrencies):
        queries.price(bundle, [("box", 1), ("poster", 1)], "en")


def test_terms_that_were_not_accepted_and_bad_addresses_are_refused(shop: int):
    cart = fill(shop, "box")
    with pytest.raises(errors.TermsNotAccepted):
        buy(shop, cart, accepted_terms=False)
    with pytest.raises(BadIdentifier):
        buy(shop, cart, email="not an address")
    assert Order.objects.count() == 0
    assert queries.cart_lines(shop, cart) == [("box", 1)]


def test_the_cart_of_somebody_unknown_is_told_once_the_checkout_says_who_it_was(shop: int):
    cart = fill(shop, "box")
    assert facts("cart_filled") == []
    made = buy(shop, cart)
    (filled,) = facts("cart_filled")
    assert (filled.person_id, filled.at, filled.properties) == (
        made.person_id,
        NOON,
        {"offer": "box", "role": "tripwire"},
    )


def test_the_cart_of_a_known_visitor_is_told_at_once_and_only_once(shop: int):
    visitor = "0" * 32
    person = identify(shop, identifiers={"visitor": visitor}, at=NOON, now=NOON).person_id
    cart = fill(shop, "box", "box", person_id=person)
    assert [fact.person_id for fact in facts("cart_filled")] == [person]
    made = buy(shop, cart, visitor=visitor)
    assert made.person_id == person
    assert len(facts("cart_filled")) == 1


def test_taking_everything_out_leaves_an_empty_cart(shop: int):
    cart = fill(shop, "box")
    operations.set_quantity(shop, token=cart, offer="box", quantity=0, now=NOON)
    with pytest.raises(errors.EmptyCart):
        buy(shop, cart)
