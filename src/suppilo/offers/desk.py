"""Orders and payments as staff see them: the newest, what is odd, and what a refund would do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from suppilo.kernel.money import Money
from suppilo.offers.amounts import refund_net
from suppilo.offers.errors import RefundRefused
from suppilo.offers.models import Order, PaymentNotice, Refund

#: Effects of notices that somebody has to look at.
ODD = ("paid_again", "wrong_amount")


@dataclass(frozen=True)
class OddNotice:
    """A payment that does not fit: `effect` is paid_again or wrong_amount; `amount` is what came."""

    order_number: int
    person_id: int
    effect: str
    amount: Money
    asked: Money
    provider: str
    at: datetime


@dataclass(frozen=True)
class RefundPreview:
    """What giving back `gross` would do. `left` is what can be given back; `token` is set for a refund begun before."""

    order_id: int
    number: int
    person_id: int
    paid: Money
    left: Money
    gross: Money
    net: Money
    vat: Money
    token: str


def odd_notices(workspace_id: int, *, limit: int = 100) -> list[OddNotice]:
    """Payments that came twice or with another amount, newest first. Notices about no known payment are not told."""
    rows = PaymentNotice.objects.filter(payment__order__workspace_id=workspace_id, effect__in=ODD)
    return [
        OddNotice(
            row.payment.order.number,
            row.payment.order.person_id,
            row.effect,
            Money(row.currency, row.amount),
            Money(row.payment.currency, row.payment.amount),
            row.provider,
            row.at,
        )
        for row in rows.select_related("payment__order").order_by("-received_at", "-pk")[:limit]
        if row.payment
    ]


def count_odd_notices(workspace_id: int) -> int:
    """How many there are."""
    return PaymentNotice.objects.filter(payment__order__workspace_id=workspace_id, effect__in=ODD).count()


def refund_preview(workspace_id: int, number: int, amount: Money | None = None) -> RefundPreview | None:
    """What giving back `amount` gross (all that is left when None) would do; None when there is no such order.

    A refund that was begun and not finished comes first, whatever is asked. Raises RefundRefused for an order that is
    not paid, and for more than is left.
    """
    order = Order.objects.filter(workspace_id=workspace_id, number=number).first()
    if order is None:
        return None
    begun = Refund.objects.filter(order=order, state="requested").order_by("pk").first()
    left = order.gross - order.refunded_gross
    currency = order.currency
    if begun is not None:
        gross, net, token = begun.gross, begun.net, begun.token
    else:
        gross, token = left if amount is None else amount.minor, ""
        if order.paid_at is None or not 0 < gross <= left or (amount and amount.currency != currency):
            text = _("At most %(left)s of a paid order can be given back.")
            raise RefundRefused(text % {"left": Money(currency, left if order.paid_at else 0)})
        net = refund_net(
            gross=order.gross,
            net=order.net,
            refunded_gross=order.refunded_gross,
            refunded_net=order.refunded_net,
            amount=gross,
        )
    return RefundPreview(
        order.pk,
        order.number,
        order.person_id,
        Money(currency, order.gross),
        Money(currency, left),
        Money(currency, gross),
        Money(currency, net),
        Money(currency, gross - net),
        token,
    )
