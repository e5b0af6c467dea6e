"""The ladder of offers: what costs money has a price, what is a gift has none."""

from __future__ import annotations

from suppilo.definition.checks.finder import Finder
from suppilo.definition.model import Offer
from suppilo.definition.problems import Path


def check(finder: Finder) -> None:
    """Look at prices and at what comes after what."""
    for key, offer in finder.bundle.offers.items():
        path: Path = ("offers", key)
        _price(finder, offer, path)
        if offer.after is not None and finder.expect("offer", offer.after, finder.bundle.offers, (*path, "after")):
            _ladder(finder, key, path)
        if offer.role == "magnet" and offer.file is None:
            finder.complain("magnet_without_file", path, at_key=True, severity="warning")


def _price(finder: Finder, offer: Offer, path: Path) -> None:
    place = (*path, "price")
    if offer.role == "magnet":
        if offer.price is not None:
            finder.complain("magnet_with_price", place)
        if offer.billing != "once":
            finder.complain("magnet_billing", (*path, "billing"))
        return
    if offer.price is None:
        finder.complain("no_price", path, at_key=True, role=offer.role, currency=finder.bundle.business.currency)
    elif offer.price.minor <= 0:
        finder.complain("price_not_positive", place)
    elif offer.price.currency != finder.bundle.business.currency:
        finder.complain("other_currency", place, severity="warning", currency=finder.bundle.business.currency)


def _ladder(finder: Finder, key: str, path: Path) -> None:
    offers, passed, here = finder.bundle.offers, [key], offers_after(finder, key)
    while here is not None and here not in passed:
        passed.append(here)
        here = offers_after(finder, here)
    if here == key and len(passed) <= len(offers):
        finder.complain("offer_cycle", (*path, "after"), cycle=" -> ".join([*passed, key]))


def offers_after(finder: Finder, key: str) -> str | None:
    """The offer that comes before this one."""
    offer = finder.bundle.offers.get(key)
    return offer.after if offer else None
