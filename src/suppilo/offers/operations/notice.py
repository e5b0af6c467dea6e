"""Believing a payment provider: once, in any order, and only about the amount that was asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from suppilo.events.operations import NewFact, record
from suppilo.foundation.writing import writing
from suppilo.kernel.money import Money
from suppilo.offers.amounts import units
from suppilo.offers.models import Order, Payment, PaymentNotice
from suppilo.offers.ports import Notice

#: paid: the order is paid by it; noted: the payment's state changed; late: an older state, kept without effect;
#: paid_again: money for an order that was paid already, to be given back; wrong_amount and unknown: kept for a person.
Effect = Literal["paid", "noted", "late", "paid_again", "wrong_amount", "unknown"]


@dataclass(frozen=True)
class Received:
    """What a notice did, and whether it was a repeat."""

    effect: Effect
    repeated: bool
    order_id: int | None


def receive_payment(notice: Notice, *, now: datetime) -> Received:
    """Take in a verified notice. Safe to repeat and in any order; at most one "paid" takes effect per order.

    "Pending" or "failed" after "paid" is kept and ignored; "paid" after "failed" counts, for the money has come.
    """
    with writing():
        payment = Payment.objects.filter(key=notice.key, provider=notice.provider).first()
        order = None
        if payment is not None:
            order = Order.objects.select_for_update().get(pk=payment.order_id)
            payment.refresh_from_db()
        kept, is_new = PaymentNotice.objects.get_or_create(
            provider=notice.provider,
            notice_id=notice.notice_id,
            defaults={
                "payment": payment,
                "kind": notice.kind,
                "currency": notice.amount.currency,
                "amount": notice.amount.minor,
                "reason": _code(notice.reason),
                "at": notice.at,
                "received_at": now,
                "effect": "unknown",
            },
        )
        if not is_new:
            order_id = kept.payment.order_id if kept.payment else None
            return Received(kept.effect, True, order_id)  # type: ignore[arg-type]
        effect: Effect = "unknown"
        if payment is not None and order is not None:
            effect = _take(order, payment, notice, now)
            PaymentNotice.objects.filter(pk=kept.pk).update(effect=effect)
        return Received(effect, False, order.pk if order else None)


def _take(order: Order, payment: Payment, notice: Notice, now: datetime) -> Effect:
    if payment.state == Payment.State.PAID:
        return "late"
    if notice.kind == "paid":
        if notice.amount != Money(payment.currency, payment.amount):
            return "wrong_amount"
        _set(payment, Payment.State.PAID, "", now)
        if order.state != Order.State.OPEN:
            return "paid_again"
        _pay(order, min(notice.at, now))
        return "paid"
    if notice.kind == "pending":
        if payment.state != Payment.State.STARTED:
            return "late"
        _set(payment, Payment.State.PENDING, "", now)
        return "noted"
    if payment.state == Payment.State.FAILED:
        return "late"
    _set(payment, Payment.State.FAILED, _code(notice.reason), now)
    if order.state == Order.State.OPEN:
        _tell_failed(order, payment, notice, now)
    return "noted"


def _code(reason: str) -> str:
    """A provider's reason as a short code: free text could carry contact data into the log."""
    return re.sub(r"[^a-z0-9]+", "_", reason.lower()).strip("_")[:64]


def _set(payment: Payment, state: str, reason: str, now: datetime) -> None:
    Payment.objects.filter(pk=payment.pk).update(state=state, reason=reason, changed_at=now)


def _pay(order: Order, at: datetime) -> None:
    Order.objects.filter(pk=order.pk).update(state=Order.State.PAID, paid_at=at)
    facts = [
        NewFact(
            name="offer_bought",
            person_id=order.person_id,
            at=at,
            properties={
                "offer": line.offer,
                "role": line.role,
                "order": str(order.number),
                "amount": units(Money(order.currency, line.net)),
                "currency": order.currency,
                "quantity": line.quantity,
            },
            source="offers",
            external_id=f"line:{order.key}:{line.position}",
            origin=order.origin,
        )
        for line in order.lines.order_by("position")
    ]
    paid = NewFact(
        name="order_paid",
        person_id=order.person_id,
        at=at,
        properties={
            "order": str(order.number),
            "amount": units(Money(order.currency, order.net)),
            "currency": order.currency,
        },
        source="offers",
        external_id=f"order:{order.key}",
        origin=order.origin,
    )
    record(order.workspace_id, [*facts, paid])


def _tell_failed(order: Order, payment: Payment, notice: Notice, now: datetime) -> None:
    record(
        order.workspace_id,
        [
            NewFact(
                name="payment_failed",
                person_id=order.person_id,
                at=min(notice.at, now),
                properties={"order": str(order.number), "reason": _code(notice.reason)},
                source="offers",
                external_id=f"failed:{payment.key}:{notice.notice_id}"[:200],
                origin=order.origin,
            )
        ],
    )
