"""Orders and payments as staff see them: the newest, what is odd, and what a refund would do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from suppilo.kernel.money import Money
from suppilo.offers.models import Order, PaymentNotice, Refund
from suppilo.offers.refund_share import refund_share

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
        (gross, net), token = refund_share(order, amount), ""
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
