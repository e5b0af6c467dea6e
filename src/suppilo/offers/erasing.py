"""Orders at an erasure: what is sold stays in the books, with the buyer's name as long as the law asks for it.

Kept are number, lines, amounts, VAT, payments, refunds and the name on a paid order; the e-mail address, the terms
agreed to, the reason of a refund and the address of a payment page go. Orders count for another nobody than the facts
do, so that no name leads to what its bearer did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from suppilo.foundation import ids
from suppilo.foundation.plain import plain_rows
from suppilo.offers.bookkeeping import kept_until
from suppilo.offers.models import Cart, CartLine, Order, OrderLine, Payment, Refund
from suppilo.people.ports import Holding, Whose, new_nobody
from suppilo.team import queries as team
from suppilo.team.ports import Workspace

_ORDER = ("number", "email", "name", "language", "state", "currency", "gross", "net", "vat", "refunded_gross", "terms")
_LINE = ("order__number", "position", "offer", "name", "quantity", "unit_gross", "vat_percent", "gross", "net", "vat")
_PAYMENT = ("order__number", "provider", "reference", "state", "reason", "currency", "amount", "created_at")
_PENDING = (Payment.State.STARTED, Payment.State.PENDING)


class OrderEraser:
    """The room's part."""

    def holdings(self, whose: Whose) -> Sequence[Holding]:
        """Carts go, unpaid orders lose the name, paid ones keep it until a day."""
        business = team.workspace_numbered(whose.workspace_id)
        booked = [row for row in _orders(whose) if _is_booked(row)]
        until = max((_until(row, business, whose.now) for row in booked), default=None)
        found = [
            Holding("carts", _carts(whose).filter(ordered_at=None).count()),
            Holding("orders_unpaid", _orders(whose).count() - len(booked), "unlinked"),
            Holding("orders", len(booked), "kept", until),
        ]
        return [one for one in found if one.count]

    def export(self, whose: Whose) -> Mapping[str, Any]:
        """Orders with lines, payments and refunds, and what lies in a cart."""
        mine = {"order__in": _orders(whose)}
        carts = CartLine.objects.filter(cart__in=_carts(whose))
        refunds = Refund.objects.filter(**mine).order_by("pk")
        return {
            "orders": plain_rows(_orders(whose).order_by("pk"), *_ORDER, "created_at", "paid_at"),
            "lines": plain_rows(OrderLine.objects.filter(**mine).order_by("pk"), *_LINE),
            "payments": plain_rows(Payment.objects.filter(**mine).order_by("pk"), *_PAYMENT),
            "refunds": plain_rows(refunds, "order__number", "gross", "net", "state", "reason", "created_at", "done_at"),
            "carts": plain_rows(carts.order_by("pk"), "offer", "quantity", "added_at"),
        }

    def erase(self, whose: Whose, nobody: int) -> None:
        """Blank what the books do not need, and note until when they need the name."""
        rows = list(_orders(whose))
        business, buyer = team.workspace_numbered(whose.workspace_id), new_nobody()
        mine = {"order__in": [row.pk for row in rows]}
        Refund.objects.filter(**mine).update(reason="")
        Payment.objects.filter(**mine).update(address="")
        for row in rows:
            row.person_id, row.email, row.terms, row.language = buyer, "", {}, ""
            row.key, row.checkout_token, row.cart = ids.new_id(), ids.new_id(), None
            if _is_booked(row):
                row.name_kept_until = _until(row, business, whose.now)
            else:
                row.name = ""
        changed = ["person_id", "email", "terms", "language", "key", "checkout_token", "cart", "name"]
        Order.objects.bulk_update(rows, [*changed, "name_kept_until"], batch_size=100)
        _carts(whose).delete()


def forget_buyers(now: datetime) -> int:
    """A worker's turn: remove the names that the books need no longer; answers how many orders that were."""
    due = Order.objects.filter(name_kept_until__lt=now.date()).order_by("pk").values_list("pk", flat=True)[:100]
    return Order.objects.filter(pk__in=list(due)).update(name="", name_kept_until=None)


def _orders(whose: Whose) -> QuerySet[Order]:
    return Order.objects.filter(workspace_id=whose.workspace_id, person_id__in=whose.numbers)


def _carts(whose: Whose) -> QuerySet[Cart]:
    return Cart.objects.filter(workspace_id=whose.workspace_id, person_id__in=whose.numbers)


def _is_booked(order: Order) -> bool:
    """Whether money came, or may still come."""
    return order.state != Order.State.OPEN or order.payments.filter(state__in=_PENDING).exists()


def _until(order: Order, business: Workspace, now: datetime) -> date:
    return kept_until(order.paid_at or now, business.country, business.zone)
