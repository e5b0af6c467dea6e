"""Filling a cart."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from suppilo.definition.model import Offer
from suppilo.events.operations import NewFact, record
from suppilo.foundation.writing import writing
from suppilo.offers.errors import NotForSale
from suppilo.offers.models import Cart, CartLine
from suppilo.offers.pricing import for_sale
from suppilo.publishing import queries as publishing

MOST = 99


def add_to_cart(
    workspace_id: int,
    *,
    token: str | None,
    offer: str,
    quantity: int = 1,
    person_id: int | None = None,
    origin: str = "live",
    now: datetime,
) -> str:
    """Put an offer of the running definition into the cart of `token`; answers the cart's token (new when needed).

    An offer that lies there already keeps its quantity: a repeated click adds nothing. A known person's act is
    recorded at once, an unknown one's when the checkout tells who it was. Raises NotForSale.
    """
    running = publishing.running(workspace_id)
    if running is None or not for_sale(running.bundle, offer) or not 1 <= quantity <= MOST:
        raise NotForSale("This offer is not for sale.")
    with writing():
        cart = _open_cart(workspace_id, token)
        if cart is None:
            cart = Cart.objects.create(
                workspace_id=workspace_id, token=secrets.token_urlsafe(32), created_at=now, updated_at=now
            )
        CartLine.objects.get_or_create(cart=cart, offer=offer, defaults={"quantity": quantity, "added_at": now})
        if person_id is not None:
            cart.person_id = person_id
        cart.updated_at = now
        cart.save(update_fields=["person_id", "updated_at"])
        if cart.person_id is not None:
            tell(cart, running.bundle.offers, origin=origin, now=now)
        return cart.token


def set_quantity(workspace_id: int, *, token: str, offer: str, quantity: int, now: datetime) -> None:
    """Change how many of an offer lie in the cart of `token`; 0 takes it out; unknown ones are left alone."""
    with writing():
        cart = _open_cart(workspace_id, token)
        if cart is None:
            return
        lines = CartLine.objects.filter(cart=cart, offer=offer)
        if quantity <= 0:
            lines.delete()
        else:
            lines.update(quantity=min(quantity, MOST))
        Cart.objects.filter(pk=cart.pk).update(updated_at=now)


def tell(cart: Cart, offers: Mapping[str, Offer], *, origin: str, now: datetime) -> None:
    """Record `cart_filled` for lines the log does not know yet (in the caller's transaction; the person is known)."""
    lines = list(CartLine.objects.filter(cart=cart, told_at=None).order_by("id"))
    if not lines:
        return
    record(
        cart.workspace_id,
        [
            NewFact(
                name="cart_filled",
                person_id=cart.person_id,
                at=line.added_at,
                properties={"offer": line.offer, "role": offers[line.offer].role if line.offer in offers else ""},
                source="offers",
                external_id=f"cart-line:{line.pk}",
                origin=origin,
            )
            for line in lines
        ],
    )
    CartLine.objects.filter(pk__in=[line.pk for line in lines]).update(told_at=now)


def _open_cart(workspace_id: int, token: str | None) -> Cart | None:
    if not token:
        return None
    return Cart.objects.select_for_update().filter(workspace_id=workspace_id, token=token, ordered_at=None).first()
