"""Prices: always those of the running definition, never what a browser sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from suppilo.definition.model import Bundle
from suppilo.definition.model.base import say
from suppilo.kernel.money import Money, VatSplit
from suppilo.offers.amounts import total
from suppilo.offers.errors import EmptyCart, MixedCurrencies, NotForSale


@dataclass(frozen=True)
class PricedLine:
    """One line with its words and its money."""

    offer: str
    role: str
    name: str
    summary: str
    billing: str
    quantity: int
    unit: Money
    vat_percent: Decimal
    split: VatSplit


@dataclass(frozen=True)
class Priced:
    """Lines in one currency, and their sum."""

    lines: tuple[PricedLine, ...]
    split: VatSplit

    @property
    def gross(self) -> Money:
        """What is to be paid."""
        return self.split.gross


def for_sale(bundle: Bundle, offer_id: str) -> bool:
    """Whether the offer exists, has a price, and is not a gift."""
    offer = bundle.offers.get(offer_id)
    return offer is not None and offer.role != "magnet" and offer.price is not None and offer.price.minor > 0


def price(bundle: Bundle, wanted: Iterable[tuple[str, int]], language: str) -> Priced:
    """Price (offer, quantity) pairs by the bundle. Raises EmptyCart, NotForSale, MixedCurrencies."""
    lines = tuple(_line(bundle, offer_id, quantity, language) for offer_id, quantity in wanted)
    if not lines:
        raise EmptyCart("There is nothing in the cart.")
    if len({line.unit.currency for line in lines}) > 1:
        raise MixedCurrencies("The prices are in different currencies: order them one by one.")
    return Priced(lines, total([line.split for line in lines]))


def _line(bundle: Bundle, offer_id: str, quantity: int, language: str) -> PricedLine:
    offer = bundle.offers.get(offer_id)
    if offer is None or offer.price is None or not for_sale(bundle, offer_id):
        raise NotForSale(f"The offer {offer_id} is no longer for sale.")
    first = bundle.business.languages[0]
    return PricedLine(
        offer=offer_id,
        role=offer.role,
        name=say(offer.name, language, first),
        summary=say(offer.summary, language, first) if offer.summary else "",
        billing=offer.billing,
        quantity=quantity,
        unit=offer.price,
        vat_percent=Decimal(str(offer.vat_percent)),
        split=(offer.price * quantity).vat_inside(offer.vat_percent),
    )
