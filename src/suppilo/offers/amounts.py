"""How VAT is split and rounded. Pure arithmetic on minor units.

Prices in the definition include VAT, as consumers see them. Each order line is rounded once: its VAT is
gross * rate / (100 + rate), half up to the minor unit; net is gross less VAT. An order's totals are the sums of its
lines, so nothing is rounded a second time and the receipt adds up.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from suppilo.kernel.money import Money


@dataclass(frozen=True)
class Split:
    """An amount in minor units: gross = net + vat."""

    gross: int
    net: int
    vat: int


def rate(percent: float | str | Decimal) -> Decimal:
    """A VAT rate in percent as an exact decimal (25.5 stays 25.5)."""
    return percent if isinstance(percent, Decimal) else Decimal(str(percent))


def split(gross: int, percent: Decimal) -> Split:
    """Split a gross amount at `percent` VAT; half a unit is rounded up (away from zero)."""
    vat = int((Decimal(gross) * percent / (100 + percent)).quantize(Decimal(1), ROUND_HALF_UP))
    return Split(gross, gross - vat, vat)


def total(splits: list[Split]) -> Split:
    """The sum of lines."""
    return Split(sum(s.gross for s in splits), sum(s.net for s in splits), sum(s.vat for s in splits))


def refund_net(*, gross: int, net: int, refunded_gross: int, refunded_net: int, amount: int) -> int:
    """The net part of a refund of `amount` gross, after earlier refunds.

    Taken as the difference of cumulated shares, so that refunding all of an order, in whatever pieces, gives back
    exactly its net.
    """
    if gross == 0:
        return 0
    share = Decimal(net) * (refunded_gross + amount) / gross
    return int(share.quantize(Decimal(1), ROUND_HALF_UP)) - refunded_net


def units(money: Money) -> float:
    """The amount in units of the currency, as facts carry it (9.90 for 990 cents)."""
    return float(str(money).split()[0])
