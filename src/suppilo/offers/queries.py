"""Reading carts and orders, and what to offer next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet

from suppilo.kernel.money import Money
from suppilo.offers import ports
from suppilo.offers.desk import OddNotice, RefundPreview, count_odd_notices, odd_notices, refund_preview
from suppilo.offers.ladder import next_offer
from suppilo.offers.models import Cart, Order, OrderLine
from suppilo.offers.pricing import Priced, PricedLine, for_sale, price

__all__ = [
    "OrderCard",
    "OrderLineCard",
    "Priced",
    "PricedLine",
    "OddNotice",
    "RefundPreview",
    "bought_by",
    "cart_lines",
    "count_odd_notices",
    "for_sale",
    "last_purchase",
    "newest_orders",
    "next_offer",
    "odd_notices",
    "order_by_key",
    "order_of_cart",
    "orders_of",
    "payment_origins",
    "price",
    "refund_preview",
]


@dataclass(frozen=True)
class OrderLineCard:
    """One line of an order as it was sold."""

    offer: str
    role: str
    name: str
    billing: str
    quantity: int
    unit: Money
    gross: Money
    net: Money
    vat: Money
    vat_percent: str


@dataclass(frozen=True)
class OrderCard:
    """An order as others may see it."""

    id: int
    key: str
    workspace_id: int
    number: int
    person_id: int
    email: str
    name: str
    language: str
    state: str
    gross: Money
    net: Money
    vat: Money
    refunded: Money
    created_at: datetime
    paid_at: datetime | None
    last_payment: str
    lines: tuple[OrderLineCard, ...]


def cart_lines(workspace_id: int, token: str | None) -> list[tuple[str, int]]:
    """The (offer, quantity) pairs in the open cart of `token`; empty when there is none."""
    if not token:
        return []
    cart = Cart.objects.filter(workspace_id=workspace_id, token=token, ordered_at=None).first()
    return list(cart.lines.order_by("id").values_list("offer", "quantity")) if cart else []


def order_by_key(workspace_id: int, key: str) -> OrderCard | None:
    """The order with this unguessable key."""
    found = _cards(Order.objects.filter(workspace_id=workspace_id, key=key))
    return found[0] if found else None


def order_of_cart(workspace_id: int, token: str | None) -> OrderCard | None:
    """The order that the cart of `token` became, if it did."""
    if not token:
        return None
    found = _cards(Order.objects.filter(workspace_id=workspace_id, cart__token=token))
    return found[0] if found else None


def orders_of(workspace_id: int, person_ids: Collection[int]) -> list[OrderCard]:
    """All orders of these people (give every id that resolves to a person), newest first."""
    return _cards(Order.objects.filter(workspace_id=workspace_id, person_id__in=person_ids))


def newest_orders(workspace_id: int, *, limit: int = 50, before: int | None = None) -> list[OrderCard]:
    """The newest orders; `before` goes on after the order of that number."""
    found = Order.objects.filter(workspace_id=workspace_id)
    found = found.filter(number__lt=before) if before is not None else found
    return _cards(found, limit)


def payment_origins(workspace_id: int) -> tuple[str, ...]:
    """The foreign origins to which paying leads a visitor of this workspace."""
    vendor = ports.provider_for(workspace_id)
    return tuple(vendor.origins) if vendor else ()


def bought_by(workspace_id: int, person_ids: Collection[int]) -> set[str]:
    """The offers these people have paid for and not been refunded in full."""
    return set(
        OrderLine.objects.filter(
            order__workspace_id=workspace_id,
            order__person_id__in=person_ids,
            order__state__in=[Order.State.PAID, Order.State.PARTLY_REFUNDED],
        ).values_list("offer", flat=True)
    )


def last_purchase(workspace_id: int, person_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these people last paid an order; people without one are absent. For the quiet period."""
    rows = (
        Order.objects.filter(workspace_id=workspace_id, person_id__in=person_ids, paid_at__isnull=False)
        .values("person_id")
        .annotate(last=Max("paid_at"))
    )
    return {row["person_id"]: row["last"] for row in rows}


def _cards(orders: QuerySet[Order], limit: int | None = None) -> list[OrderCard]:
    rows = orders.order_by("-created_at", "-id").prefetch_related("lines", "payments")[:limit]
    return [_card(order) for order in rows]


def _card(order: Order) -> OrderCard:
    payments = sorted(order.payments.all(), key=lambda payment: payment.attempt)
    return OrderCard(
        id=order.pk,
        key=order.key,
        workspace_id=order.workspace_id,
        number=order.number,
        person_id=order.person_id,
        email=order.email,
        name=order.name,
        language=order.language,
        state=order.state,
        gross=Money(order.currency, order.gross),
        net=Money(order.currency, order.net),
        vat=Money(order.currency, order.vat),
        refunded=Money(order.currency, order.refunded_gross),
        created_at=order.created_at,
        paid_at=order.paid_at,
        last_payment=payments[-1].state if payments else "",
        lines=tuple(_line(order, line) for line in sorted(order.lines.all(), key=lambda line: line.position)),
    )


def _line(order: Order, line: OrderLine) -> OrderLineCard:
    return OrderLineCard(
        offer=line.offer,
        role=line.role,
        name=line.name,
        billing=line.billing,
        quantity=line.quantity,
        unit=Money(order.currency, line.unit_gross),
        gross=Money(order.currency, line.gross),
        net=Money(order.currency, line.net),
        vat=Money(order.currency, line.vat),
        vat_percent=f"{line.vat_percent.normalize():f}",
    )
