"""What a refund may give back, and how much of it is net: the preview and the refund ask the same."""

from __future__ import annotations

from django.utils.translation import gettext as _

from suppilo.kernel.money import Money
from suppilo.offers.amounts import refund_net
from suppilo.offers.errors import RefundRefused
from suppilo.offers.models import Order


def refund_share(order: Order, amount: Money | None) -> tuple[int, int]:
    """Gross and net (minor units) of giving back `amount` gross, or all that is left when None.

    Raises RefundRefused for an order that is not paid, another currency, and more than is left.
    """
    left = order.gross - order.refunded_gross if order.paid_at else 0
    gross = left if amount is None else amount.minor
    if not 0 < gross <= left or (amount and amount.currency != order.currency):
        text = _("At most %(left)s of a paid order can be given back.")
        raise RefundRefused(text % {"left": Money(order.currency, left)})
    net = refund_net(
        gross=order.gross,
        net=order.net,
        refunded_gross=order.refunded_gross,
        refunded_net=order.refunded_net,
        amount=gross,
    )
    return gross, net
