"""From a cart to one order."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from suppilo.events.operations import NewFact, record
from suppilo.foundation.writing import writing
from suppilo.kernel.money import Money
from suppilo.messages import operations as messages
from suppilo.offers.amounts import units
from suppilo.offers.errors import EmptyCart, PriceChanged, TermsNotAccepted
from suppilo.offers.models import Cart, Order, OrderCounter, OrderLine
from suppilo.offers.operations.cart import tell
from suppilo.offers.pricing import Priced, price
from suppilo.people import operations as people
from suppilo.publishing import queries as publishing


@dataclass(frozen=True)
class CheckedOut:
    """The order that a checkout led to; `repeated` when it was there already."""

    order_id: int
    key: str
    number: int
    person_id: int
    repeated: bool


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """Who orders: the e-mail address says which person; `visitor` is theirs when they let themselves be measured."""

    email: str
    name: str
    language: str
    country: str = ""
    visitor: str | None = None


def checkout(
    workspace_id: int,
    *,
    cart_token: str,
    checkout_token: str,
    seen_total: Money,
    buyer: Buyer,
    accepted_terms: bool,
    terms: Mapping[str, Any] | None = None,
    origin: str = "live",
    now: datetime,
) -> CheckedOut:
    """Make the one order of a cart; a repeat of the same checkout answers the same order.

    Offers and prices are read from the running definition; `seen_total` is what the visitor was shown, and another
    total is refused. `terms` is kept with the order as proof. Raises EmptyCart, NotForSale, MixedCurrencies,
    PriceChanged, TermsNotAccepted, and BadIdentifier of people.
    """
    with writing():
        cart = Cart.objects.select_for_update().filter(workspace_id=workspace_id, token=cart_token).first()
        if cart is None:
            raise EmptyCart("There is no such cart.")
        known = _known(cart, checkout_token)
        if known is not None:
            return CheckedOut(known.pk, known.key, known.number, known.person_id, True)
        if not accepted_terms:
            raise TermsNotAccepted("The terms must be accepted before an order.")
        running = publishing.running(workspace_id)
        if running is None:
            raise EmptyCart("Nothing is sold here yet.")
        priced = price(running.bundle, cart.lines.order_by("id").values_list("offer", "quantity"), buyer.language)
        if priced.gross != seen_total:
            raise PriceChanged(f"The total is now {priced.gross}.")
        _close(cart, _identify(workspace_id, buyer, origin, now), now)
        tell(cart, running.bundle.offers, origin=origin, now=now)
        order = _write_order(cart, checkout_token, running.version_id, buyer, priced, origin, dict(terms or {}), now)
        _write_lines(order, priced)
        _tell_started(order, now)
    return CheckedOut(order.pk, order.key, order.number, order.person_id, False)


def _known(cart: Cart, checkout_token: str) -> Order | None:
    same = Order.objects.filter(workspace_id=cart.workspace_id)
    return same.filter(cart=cart).first() or same.filter(checkout_token=checkout_token).first()


def _identify(workspace_id: int, buyer: Buyer, origin: str, now: datetime) -> int:
    messages.welcome_back(workspace_id, channel="email", address=buyer.email)
    return people.identify(
        workspace_id,
        identifiers={"email": buyer.email} | ({"visitor": buyer.visitor} if buyer.visitor else {}),
        at=now,
        now=now,
        origin=origin,
        source="checkout",
        language=buyer.language,
        country=buyer.country,
    ).person_id


def _close(cart: Cart, person_id: int, now: datetime) -> None:
    cart.person_id = person_id
    cart.ordered_at = cart.updated_at = now
    cart.save(update_fields=["person_id", "ordered_at", "updated_at"])


def _write_order(
    cart: Cart,
    checkout_token: str,
    version_id: int,
    buyer: Buyer,
    priced: Priced,
    origin: str,
    terms: dict[str, Any],
    now: datetime,
) -> Order:
    assert cart.person_id is not None
    return Order.objects.create(
        workspace_id=cart.workspace_id,
        number=_next_number(cart.workspace_id),
        key=secrets.token_urlsafe(24),
        cart=cart,
        checkout_token=checkout_token,
        version_id=version_id,
        person_id=cart.person_id,
        email=buyer.email.strip(),
        name=buyer.name.strip(),
        language=buyer.language,
        currency=priced.gross.currency,
        gross=priced.split.gross.minor,
        net=priced.split.net.minor,
        vat=priced.split.vat.minor,
        origin=origin,
        terms=terms,
        created_at=now,
    )


def _next_number(workspace_id: int) -> int:
    """The next number, without gaps: the counter's row is locked until the order is committed."""
    OrderCounter.objects.get_or_create(workspace_id=workspace_id)
    OrderCounter.objects.filter(workspace_id=workspace_id).update(last=F("last") + 1)
    return OrderCounter.objects.values_list("last", flat=True).get(workspace_id=workspace_id)


def _write_lines(order: Order, priced: Priced) -> None:
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            position=position,
            offer=line.offer,
            role=line.role,
            name=line.name,
            billing=line.billing,
            quantity=line.quantity,
            unit_gross=line.unit.minor,
            vat_percent=line.vat_percent,
            gross=line.split.gross.minor,
            net=line.split.net.minor,
            vat=line.split.vat.minor,
        )
        for position, line in enumerate(priced.lines, start=1)
    )


def _tell_started(order: Order, now: datetime) -> None:
    record(
        order.workspace_id,
        [
            NewFact(
                name="checkout_started",
                person_id=order.person_id,
                at=now,
                properties={
                    "order": str(order.number),
                    "amount": units(Money(order.currency, order.net)),
                    "currency": order.currency,
                },
                source="offers",
                external_id=f"checkout:{order.key}",
                origin=order.origin,
            )
        ],
    )
