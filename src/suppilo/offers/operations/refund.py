"""Giving money back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from suppilo.events.operations import NewFact, record
from suppilo.foundation.writing import writing
from suppilo.kernel.money import Money
from suppilo.offers import ports
from suppilo.offers.amounts import units
from suppilo.offers.errors import NoProvider, RefundRefused
from suppilo.offers.models import Order, Payment, Refund
from suppilo.offers.refund_share import refund_share


@dataclass(frozen=True)
class Refunded:
    """What was given back, gross and net, and whether the same refund had been made before."""

    refund_id: int
    gross: Money
    net: Money
    repeated: bool


def refund(
    workspace_id: int,
    *,
    order_id: int,
    amount: Money | None = None,
    token: str,
    reason: str = "",
    user_id: int | None = None,
    now: datetime,
) -> Refunded:
    """Give back `amount` gross (all that is left when None) of a paid order, once per `token`.

    The refund is written down first, then the provider is asked under the same token, then the order and the log are
    told; a repeat after a crash resumes where it stopped. Raises RefundRefused, NoProvider, PaymentUnavailable.
    """
    asked = _ask(workspace_id, order_id, amount, token, reason, user_id, now)
    currency = asked.order.currency
    if asked.state == "done":
        return Refunded(asked.pk, Money(currency, asked.gross), Money(currency, asked.net), True)
    payment = Payment.objects.filter(order_id=asked.order_id, state=Payment.State.PAID).order_by("attempt").first()
    vendor = ports.provider(payment.provider) if payment else None
    if payment is None or vendor is None:
        raise NoProvider(_("The provider of this payment is no longer configured: configure it, then refund again."))
    reference = vendor.refund(payment.key, payment.reference, Money(currency, asked.gross), token)
    _finish(asked, reference, now)
    return Refunded(asked.pk, Money(currency, asked.gross), Money(currency, asked.net), False)


def _ask(
    workspace_id: int, order_id: int, amount: Money | None, token: str, reason: str, user_id: int | None, now: datetime
) -> Refund:
    with writing():
        order = Order.objects.select_for_update().get(pk=order_id, workspace_id=workspace_id)
        known = Refund.objects.select_related("order").filter(token=token).first()
        if known is not None:
            if known.order_id != order.pk:
                raise RefundRefused(_("This token belongs to another order: use a new one."))
            return known
        gross, net = refund_share(order, amount)
        # Reserved at once, so that two refunds at the same time cannot give back more than was paid.
        Order.objects.filter(pk=order.pk).update(
            refunded_gross=order.refunded_gross + gross, refunded_net=order.refunded_net + net
        )
        return Refund.objects.create(
            order=order, token=token, gross=gross, net=net, reason=reason[:200], user_id=user_id, created_at=now
        )


def _finish(asked: Refund, reference: str, now: datetime) -> None:
    with writing():
        order = Order.objects.select_for_update().get(pk=asked.order_id)
        if not Refund.objects.filter(pk=asked.pk, state="requested").update(
            state="done", reference=reference, done_at=now
        ):
            return
        whole = order.refunded_gross == order.gross
        Order.objects.filter(pk=order.pk).update(state=Order.State.REFUNDED if whole else Order.State.PARTLY_REFUNDED)
        record(
            order.workspace_id,
            [
                NewFact(
                    name="order_refunded",
                    person_id=order.person_id,
                    at=now,
                    properties={
                        "order": str(order.number),
                        "amount": units(Money(order.currency, asked.net)),
                        "currency": order.currency,
                    },
                    source="offers",
                    external_id=f"refund:{asked.token}",
                    origin=order.origin,
                )
            ],
        )
