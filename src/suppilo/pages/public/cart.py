"""The cart: what a visitor means to buy."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from suppilo.foundation import clock
from suppilo.offers import operations as offers
from suppilo.offers import queries as offers_reading
from suppilo.offers.errors import SaleRefused
from suppilo.pages import selling
from suppilo.pages.choice import CART_COOKIE
from suppilo.pages.operations import known_visitor
from suppilo.pages.public.frame import show
from suppilo.pages.visit import Visit, visiting


@require_http_methods(["GET", "HEAD", "POST"])
@visiting
def cart(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the cart; a post puts an offer in, or changes how many."""
    if request.method == "POST":
        return _change(request, visit)
    return show_cart(request, visit)


def cart_token(request: HttpRequest) -> str:
    """The token in the visitor's cookie; empty when there is none."""
    return request.COOKIES.get(CART_COOKIE, "")[:64]


def show_cart(request: HttpRequest, visit: Visit, *, error: str = "", status: int = 200) -> HttpResponse:
    """The cart's page, with a message when something could not be done."""
    try:
        priced = selling.priced_cart(visit, cart_token(request))
    except SaleRefused as refused:
        priced, error, status = None, error or selling.explain(refused), 409
    values = {"title": _("Your cart"), "cart": priced, "error": error, "checkout": visit.address("checkout")}
    return show(request, visit, "pages/cart.html", values, path="cart", status=status)


def _change(request: HttpRequest, visit: Visit) -> HttpResponse:
    now, token = clock.now(), cart_token(request)
    offer = request.POST.get("offer", "")[:63]
    if "clear" in request.POST:
        for wanted, _quantity in offers_reading.cart_lines(visit.workspace_id, token):
            offers.set_quantity(visit.workspace_id, token=token, offer=wanted, quantity=0, now=now)
        return redirect(visit.address("cart"))
    if "quantity" in request.POST:
        quantity = selling.whole(request.POST.get("quantity", ""))
        if quantity is not None:
            offers.set_quantity(visit.workspace_id, token=token, offer=offer, quantity=quantity, now=now)
        return redirect(visit.address("cart"))
    try:
        token = offers.add_to_cart(
            visit.workspace_id, token=token, offer=offer, person_id=known_visitor(visit, now=now), now=now
        )
    except SaleRefused as refused:
        return show_cart(request, visit, error=selling.explain(refused), status=409)
    response = redirect(visit.address("cart"))
    response.set_cookie(
        CART_COOKIE,
        token,
        max_age=30 * 86_400,
        path=f"/{visit.slug}/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
