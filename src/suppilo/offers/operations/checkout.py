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


def checkout(
    workspace_id: int,
    *,
    cart_token: str,
    checkout_token: str,
    seen_total: Money,
    email: str,
    name: str,
    language: str,
    accepted_terms: bool,
    terms: Mapping[str, Any] | None = None,
    visitor: str | None = None,
    country: str = "",
    origin: str = "live",
    now: datetime,
) -> CheckedOut:
    """Make the one order of a cart; a repeat of the same checkout answers the same order.

    Offers and prices are read from the running definition; `seen_total` is what the visitor was shown, and another
    total is refused. The e-mail address says who the person is. Raises EmptyCart, NotForSale, MixedCurrencies,
    PriceChanged, TermsNotAccepted, and BadIdentifier of people.
    """
    with writing():
        cart = Cart.objects.select_for_update().filter(workspace_id=workspace_id, token=cart_token).first()
        if cart is None:
            raise EmptyCart("There is no such cart.")
        known = (
            Order.objects.filter(cart=cart).first()
            or Order.objects.filter(workspace_id=workspace_id, checkout_token=checkout_token).first()
        )
        if known is not None:
            return CheckedOut(known.pk, known.key, known.number, known.person_id, True)
        if not accepted_terms:
            raise TermsNotAccepted("The terms must be accepted before an order.")
        running = publishing.running(workspace_id)
        if running is None:
            raise EmptyCart("Nothing is sold here yet.")
        wanted = list(cart.lines.order_by("id").values_list("offer", "quantity"))
        priced = price(running.bundle, wanted, language)
        if priced.gross != seen_total:
            raise PriceChanged(f"The total is now {priced.gross}.")
        identifiers = {"email": email} | ({"visitor": visitor} if visitor else {})
        person = people.identify(
            workspace_id,
            identifiers=identifiers,
            at=now,
            origin=origin,
            source="checkout",
            language=language,
            country=country,
            now=now,
        )
        cart.person_id = person.person_id
        tell(cart, dict(running.bundle.offers), origin=origin, now=now)
        cart.ordered_at = cart.updated_at = now
        cart.save(update_fields=["person_id", "ordered_at", "updated_at"])
        order = Order.objects.create(
            workspace_id=workspace_id,
            number=_next_number(workspace_id),
            key=secrets.token_urlsafe(24),
            cart=cart,
            checkout_token=checkout_token,
            version_id=running.version_id,
            person_id=person.person_id,
            email=email.strip(),
            name=name.strip(),
            language=language,
            currency=priced.currency,
            gross=priced.split.gross,
            net=priced.split.net,
            vat=priced.split.vat,
            origin=origin,
            terms=dict(terms or {}),
            created_at=now,
        )
        _write_lines(order, priced)
        _tell_started(order, now)
    return CheckedOut(order.pk, order.key, order.number, order.person_id, False)


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
            unit_gross=line.unit_gross,
            vat_percent=line.vat_percent,
            gross=line.split.gross,
            net=line.split.net,
            vat=line.split.vat,
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
