"""Sending a visitor to pay."""

from __future__ import annotations

import secrets
from datetime import datetime

from suppilo.foundation.writing import writing
from suppilo.kernel.money import Money
from suppilo.offers import ports
from suppilo.offers.errors import NoProvider
from suppilo.offers.models import Order, Payment


def start_payment(workspace_id: int, *, order_id: int, back_url: str, callback_base: str, now: datetime) -> str | None:
    """The address at which the open order is paid; None when it is paid already.

    A payment that is under way is used again, so a double click leads to one; after a declined one a new attempt is
    made. The provider is asked outside the transaction, under a key that makes a repeat harmless. `callback_base` gets
    the provider's name appended. Raises NoProvider and PaymentUnavailable.
    """
    vendor = ports.provider_for(workspace_id)
    if vendor is None:
        raise NoProvider("No payment provider serves this workspace: configure one.")
    payment = _attempt(workspace_id, order_id, vendor.name, now)
    if payment is None or payment.address:
        return payment.address if payment else None
    order = Order.objects.select_related("workspace").get(pk=payment.order_id)
    started = vendor.start(
        ports.ToPay(
            key=payment.key,
            workspace=order.workspace.slug,
            order_number=order.number,
            amount=Money(payment.currency, payment.amount),
            language=order.language,
            lines=tuple(order.lines.order_by("position").values_list("name", flat=True)),
        ),
        ports.Urls(back=back_url, callback=f"{callback_base}{vendor.name}"),
    )
    with writing():
        Payment.objects.filter(pk=payment.pk).update(
            address=started.address, reference=started.reference, changed_at=now
        )
    return started.address


def _attempt(workspace_id: int, order_id: int, vendor: str, now: datetime) -> Payment | None:
    with writing():
        order = Order.objects.select_for_update().get(pk=order_id, workspace_id=workspace_id)
        if order.state != Order.State.OPEN:
            return None
        last = order.payments.order_by("-attempt").first()
        if last and last.provider == vendor and last.state in (Payment.State.STARTED, Payment.State.PENDING):
            return last
        return Payment.objects.create(
            order=order,
            attempt=last.attempt + 1 if last else 1,
            provider=vendor,
            key=secrets.token_urlsafe(24),
            currency=order.currency,
            amount=order.gross,
            created_at=now,
            changed_at=now,
        )
