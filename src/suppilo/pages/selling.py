"""Carts, orders and offers as a visitor reads them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from suppilo.definition.model.base import say
from suppilo.foundation import clock
from suppilo.kernel.money import Money
from suppilo.messages import operations as messages
from suppilo.offers import queries as offers
from suppilo.offers.errors import SaleRefused
from suppilo.pages import spelling
from suppilo.pages.visit import Visit
from suppilo.people import queries as people


@dataclass(frozen=True)
class LineView:
    """One line, spelled."""

    offer: str
    name: str
    summary: str
    note: str
    quantity: int
    unit: str
    gross: str


@dataclass(frozen=True)
class VatView:
    """The VAT of one rate, spelled."""

    percent: str
    vat: str


@dataclass(frozen=True)
class SaleView:
    """A cart or an order, spelled. `total` is the amount itself."""

    lines: tuple[LineView, ...]
    gross: str
    net: str
    vats: tuple[VatView, ...]
    total: Money


def tells_customers(visit: Visit) -> list[tuple[str, str]]:
    """Each purpose under which buyers get news of similar products unless they refuse, and the sentence saying so."""
    purposes = visit.bundle.purposes.items()
    languages = (visit.language, *visit.bundle.business.languages)
    return [(key, say(one.existing_customers, *languages)) for key, one in purposes if one.existing_customers]


def tell_customer(visit: Visit, person_id: int, *, refused: Collection[str], order: int) -> None:
    """The buyer has read these sentences, and refused some."""
    messages.tell_customer(
        visit.workspace_id,
        person_id,
        bundle=visit.bundle,
        refused=refused,
        language=visit.language,
        now=clock.now(),
        proof={"how": "checkout", "order": order},
    )


def priced_cart(visit: Visit, token: str) -> SaleView | None:
    """The cart at today's prices; None when it is empty. Raises SaleRefused."""
    wanted = offers.cart_lines(visit.workspace_id, token)
    if not wanted:
        return None
    priced = offers.price(visit.bundle, wanted, visit.language)
    lines = tuple(
        LineView(
            line.offer,
            line.name,
            line.summary,
            spelling.price_note(line.billing, line.vat_percent, visit.language),
            line.quantity,
            spelling.amount(line.unit, visit.language),
            spelling.amount(line.split.gross, visit.language),
        )
        for line in priced.lines
    )
    rates = [(str(line.vat_percent), line.split.vat) for line in priced.lines]
    return _view(visit, lines, priced.split.gross, priced.split.net, rates)


def ordered(visit: Visit, order: offers.OrderCard) -> SaleView:
    """An order as it was sold, in the visitor's language (names stay as they were)."""
    lines = tuple(
        LineView(
            line.offer,
            line.name,
            "",
            spelling.price_note(line.billing, float(line.vat_percent), visit.language),
            line.quantity,
            spelling.amount(line.unit, visit.language),
            spelling.amount(line.gross, visit.language),
        )
        for line in order.lines
    )
    rates = [(line.vat_percent, line.vat) for line in order.lines]
    return _view(visit, lines, order.gross, order.net, rates)


def _view(
    visit: Visit, lines: tuple[LineView, ...], gross: Money, net: Money, rates: list[tuple[str, Money]]
) -> SaleView:
    by_rate: dict[str, Money] = {}
    for percent, vat in rates:
        key = spelling.percent(percent, visit.language)
        by_rate[key] = by_rate[key] + vat if key in by_rate else vat
    return SaleView(
        lines,
        spelling.amount(gross, visit.language),
        spelling.amount(net, visit.language),
        tuple(VatView(percent, spelling.amount(vat, visit.language)) for percent, vat in by_rate.items() if vat.minor),
        gross,
    )


def next_for(visit: Visit, person_id: int) -> str | None:
    """The next offer on the ladder for somebody, whatever id of theirs is known."""
    canonical = people.canonical([person_id])[person_id]
    everybody = people.aliases([canonical])
    return offers.next_offer(visit.bundle, offers.bought_by(visit.workspace_id, list(everybody)))


def explain(refused: SaleRefused) -> str:
    """What went wrong, to a visitor."""
    return {
        "not_for_sale": _("This is no longer for sale. Please take it out of your cart."),
        "empty_cart": _("Your cart is empty."),
        "mixed_currencies": _("These prices are in different currencies. Please order them one by one."),
        "price_changed": _("A price has changed since you opened this page. Please look at the new total."),
        "terms": _("Please accept the terms."),
        "no_provider": _("Payment is not possible right now. Please try again later."),
    }.get(refused.code, _("This cannot be ordered right now. Please try again later."))


def whole(text: str) -> int | None:
    """A quantity as typed; None when it is no small whole number."""
    return int(text) if text.isdecimal() and len(text) <= 3 else None
