"""An order: its receipt, paying it, and what comes next."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from suppilo.foundation import clock
from suppilo.offers import operations as offers
from suppilo.offers import queries as offers_reading
from suppilo.offers.errors import NoProvider
from suppilo.offers.ports import PaymentUnavailable
from suppilo.pages import selling, spelling
from suppilo.pages.public.frame import show
from suppilo.pages.showing import buy_button, offer_view
from suppilo.pages.signed import recipient_token
from suppilo.pages.visit import Visit, visiting


def order_address(visit: Visit, key: str) -> str:
    """Where an order is shown to whoever holds its unguessable key."""
    return visit.address(f"order/{key}")


@require_safe
@visiting
def order(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """The receipt of a paid order with the next offer, or the way to pay an open one."""
    return show_order(request, visit, _found(visit, key))


@require_POST
@visiting
def pay(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """Go to the payment of an open order (again)."""
    found = _found(visit, key)
    return to_payment(request, visit, found.id, key)


def to_payment(request: HttpRequest, visit: Visit, order_id: int, key: str) -> HttpResponse:
    """Send the visitor to the provider; when that fails, show the order, which can be paid later."""
    back = request.build_absolute_uri(order_address(visit, key))
    notices = request.build_absolute_uri(reverse("pages:notice", args=["x"])).removesuffix("x")
    try:
        address = offers.start_payment(
            visit.workspace_id, order_id=order_id, back_url=back, callback_base=notices, now=clock.now()
        )
    except (NoProvider, PaymentUnavailable):
        message = _("Payment is not possible right now. Your order is kept: please try again later.")
        return show_order(request, visit, _found(visit, key), error=message, status=503)
    return redirect(address or order_address(visit, key))


def show_order(
    request: HttpRequest, visit: Visit, found: offers_reading.OrderCard, *, error: str = "", status: int = 200
) -> HttpResponse:
    """The order's page."""
    is_paid = found.paid_at is not None
    upsell = selling.next_for(visit, found.person_id) if is_paid else None
    buyer = _as_buyer(visit, found.person_id)
    values = {
        "title": _("Order {number}").format(number=found.number),
        "order": found,
        "sale": selling.ordered(visit, found),
        "day": spelling.day(found.paid_at or found.created_at, visit.zone, visit.language),
        "is_paid": is_paid,
        "is_pending": not is_paid and found.last_payment == "pending",
        "was_declined": not is_paid and found.last_payment == "failed",
        "refunded": spelling.amount(found.refunded, visit.language) if found.refunded.minor else "",
        "pay": reverse("pages:pay", args=[visit.slug, found.key]),
        "again": order_address(visit, found.key),
        "next": offer_view(buyer, upsell) if upsell else None,
        "next_buy": buy_button(request, buyer, upsell, "") if upsell else "",
        "error": error,
    }
    response = show(request, visit, "pages/order.html", values, path=f"order/{found.key}", status=status)
    response.headers["Referrer-Policy"] = "same-origin"
    return response if is_paid else leads_to_payment(response, visit)


def leads_to_payment(response: HttpResponse, visit: Visit) -> HttpResponse:
    """Let the forms of this page lead to the payment provider: browsers hold `form-action` against redirects too."""
    response._csp_update = {"form-action": list(offers_reading.payment_origins(visit.workspace_id))}  # type: ignore[attr-defined]
    return response


def _found(visit: Visit, key: str) -> offers_reading.OrderCard:
    found = offers_reading.order_by_key(visit.workspace_id, key)
    if found is None:
        raise Http404
    return found


def _as_buyer(visit: Visit, person_id: int) -> Visit:
    """The same visit, filling forms in for the buyer (whose address the receipt shows anyway)."""
    return visit.for_recipient(recipient_token(visit.workspace_id, person_id))
