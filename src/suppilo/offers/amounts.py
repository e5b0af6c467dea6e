"""How an order's amounts are added up and given back. Pure.

Prices in the definition include VAT, as consumers see them. Each order line is rounded once (`Money.vat_inside`: the
VAT half away from zero to the minor unit, net the rest). An order's totals are the sums of its lines, so nothing is
rounded a second time and the receipt adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from suppilo.kernel.money import Money, VatSplit


def total(lines: Sequence[VatSplit]) -> VatSplit:
    """The sum of one or more lines of one currency."""
    first, *others = lines
    net, vat, gross = first.net, first.vat, first.gross
    for line in others:
        net, vat, gross = net + line.net, vat + line.vat, gross + line.gross
    return VatSplit(net, vat, gross)


def refund_net(*, gross: int, net: int, refunded_gross: int, refunded_net: int, amount: int) -> int:
    """The net part (minor units) of a refund of `amount` gross, after earlier refunds.

    Taken as the difference of cumulated shares, so that refunding all of an order, in whatever pieces, gives back
    exactly its net.
    """
    if gross == 0:
        return 0
    share = Decimal(net) * (refunded_gross + amount) / gross
    return int(share.quantize(Decimal(1), ROUND_HALF_UP)) - refunded_net


def units(money: Money) -> float:
    """The amount in units of the currency, as facts carry it (9.90 for 990 cents)."""
    return float(money.amount)
