"""The checkout: who buys, the terms, and the button that says what it means."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from suppilo.foundation import clock
from suppilo.kernel.money import Money
from suppilo.offers import operations as offers
from suppilo.offers import queries as offers_reading
from suppilo.offers.errors import EmptyCart, PriceChanged, SaleRefused, TermsNotAccepted
from suppilo.pages import selling
from suppilo.pages.public.cart import cart_token
from suppilo.pages.public.frame import show
from suppilo.pages.public.order import leads_to_payment, order_address, to_payment
from suppilo.pages.showing import known_email
from suppilo.pages.signed import CheckoutToken, checkout_token, read_checkout
from suppilo.pages.visit import Visit, visiting
from suppilo.people.operations import BadIdentifier

_LONGEST_EMAIL, _LONGEST_NAME = 254, 200


@dataclass(frozen=True)
class Given:
    """What the visitor wrote, kept when something is wrong."""

    email: str = ""
    name: str = ""
    terms: bool = False
    refused: frozenset[str] = frozenset()


@require_http_methods(["GET", "HEAD", "POST"])
@visiting
def checkout(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the checkout; a post makes the order and leads to the payment."""
    if request.method == "POST":
        return _order(request, visit)
    return _show(request, visit, Given(email=known_email(visit)), {})


def _show(request: HttpRequest, visit: Visit, given: Given, errors: dict[str, str], status: int = 200) -> HttpResponse:
    token = cart_token(request)
    try:
        priced = selling.priced_cart(visit, token)
    except SaleRefused:
        return redirect(visit.address("cart"))
    if priced is None:
        return _after(request, visit, token)
    hidden = checkout_token(CheckoutToken(secrets.token_hex(16), priced.total.currency, priced.total.minor), token)
    values = {
        "title": _("Checkout"),
        "cart": priced,
        "given": given,
        "errors": errors,
        "token": hidden,
        "action": reverse("pages:checkout", args=[visit.slug]),
        "withdrawal": withdrawal_text(),
        "tells": selling.tells_customers(visit),
        "edit": visit.address("cart"),
    }
    answer = show(request, visit, "pages/checkout.html", values, path="checkout", status=status)
    return leads_to_payment(answer, visit)


def _after(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """The way on when there is nothing in the cart: to the order it became, else back to the cart."""
    order = offers_reading.order_of_cart(visit.workspace_id, token)
    return redirect(order_address(visit, order.key) if order else visit.address("cart"))


def _order(request: HttpRequest, visit: Visit) -> HttpResponse:
    cart = cart_token(request)
    given = Given(
        email=request.POST.get("email", "").strip()[:_LONGEST_EMAIL],
        name=request.POST.get("name", "").strip()[:_LONGEST_NAME],
        terms=bool(request.POST.get("terms")),
        refused=frozenset(request.POST.getlist("refuse")),
    )
    seen = read_checkout(request.POST.get("token", ""), cart)
    if seen is None:
        return _show(request, visit, given, {"": _("Please check your order and send it again.")}, 409)
    errors = _missing(given)
    if errors:
        return _show(request, visit, given, errors, 422)
    try:
        made = offers.checkout(
            visit.workspace_id,
            cart_token=cart,
            checkout_token=seen.nonce,
            seen_total=Money(seen.currency, seen.total),
            buyer=offers.Buyer(email=given.email, name=given.name, language=visit.language, visitor=visit.visitor),
            accepted_terms=given.terms,
            terms={"withdrawal": withdrawal_text(), "language": visit.language},
            now=clock.now(),
        )
    except BadIdentifier:
        return _show(request, visit, given, {"email": _("This is not an e-mail address we can write to.")}, 422)
    except TermsNotAccepted as refused:
        return _show(request, visit, given, {"terms": selling.explain(refused)}, 422)
    except EmptyCart:
        return _after(request, visit, cart)
    except PriceChanged as refused:
        return _show(request, visit, given, {"": selling.explain(refused)}, 409)
    except SaleRefused:
        return redirect(visit.address("cart"))
    if not made.repeated:
        selling.tell_customer(visit, made.person_id, refused=given.refused, order=made.number)
    return to_payment(request, visit, made.order_id, made.key)


def _missing(given: Given) -> dict[str, str]:
    errors = {}
    if not given.email:
        errors["email"] = _("Please write your e-mail address.")
    if not given.name:
        errors["name"] = _("Please write your name.")
    if not given.terms:
        errors["terms"] = _("Please accept the terms.")
    return errors


def withdrawal_text() -> str:
    """What a consumer must be told of the right of withdrawal before ordering (Directive 2011/83/EU, article 6)."""
    return _(
        "You have the right to withdraw from this purchase within 14 days without giving any reason. The period "
        "begins when you receive the goods, or for services and subscriptions when you order. Tell us clearly that you "
        "withdraw, for example by e-mail, and we pay back what you paid within 14 days. You send goods back within "
        "14 days; the business tells you who pays for that. The right does not apply to digital content whose delivery "
        "you asked for at once, nor to goods that spoil quickly."
    )
