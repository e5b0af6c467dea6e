"""What can go wrong in a sale; each text tells the remedy. `code` is for the room that shows it to a visitor."""

from __future__ import annotations


class SaleRefused(Exception):
    """A sale that cannot go on."""

    code = "refused"


class NotForSale(SaleRefused):
    """The offer is unknown, has no price, or is no longer sold."""

    code = "not_for_sale"


class EmptyCart(SaleRefused):
    """There is nothing to buy, or the cart has been ordered already."""

    code = "empty_cart"


class MixedCurrencies(SaleRefused):
    """The lines have prices in different currencies; they must be ordered one by one."""

    code = "mixed_currencies"


class PriceChanged(SaleRefused):
    """The total is no longer what the visitor was shown; show the new one and ask again."""

    code = "price_changed"


class TermsNotAccepted(SaleRefused):
    """The terms were not accepted."""

    code = "terms"


class NoProvider(SaleRefused):
    """No payment provider serves the workspace: configure one."""

    code = "no_provider"


class RefundRefused(SaleRefused):
    """More than is left, or nothing was paid."""

    code = "refund"
