"""Tokens in addresses that only we can make. They name things; they never sign anybody in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

_RECIPIENT = "suppilo.pages.recipient"
_MAGNET = "suppilo.pages.magnet"
_CHECKOUT = "suppilo.pages.checkout"
#: After this a link from a mail still leads to its page, but fills nothing in.
PREFILL_FOR = timedelta(days=90)


@dataclass(frozen=True)
class MagnetLink:
    """Which magnet, for whom, in which workspace."""

    workspace_id: int
    person_id: int
    offer: str


def recipient_token(workspace_id: int, person_id: int) -> str:
    """Names the recipient of a mail, so that a form can be filled in for them."""
    return signing.dumps([workspace_id, person_id], salt=_RECIPIENT)


def recipient(workspace_id: int, token: str) -> int | None:
    """The person a token names in this workspace; None when it is not ours, of another workspace, or old."""
    try:
        found_workspace, person_id = signing.loads(token, salt=_RECIPIENT, max_age=PREFILL_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(person_id) if found_workspace == workspace_id else None


def magnet_token(link: MagnetLink) -> str:
    """The last part of a magnet's address."""
    return signing.dumps([link.workspace_id, link.person_id, link.offer], salt=_MAGNET)


def magnet(token: str) -> MagnetLink | None:
    """What a magnet's address names; None when it is not ours."""
    try:
        workspace_id, person_id, offer = signing.loads(token, salt=_MAGNET)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return MagnetLink(int(workspace_id), int(person_id), str(offer))


@dataclass(frozen=True)
class CheckoutToken:
    """One showing of the checkout: its nonce, and the total that was shown (minor units)."""

    nonce: str
    currency: str
    total: int


def checkout_token(token: CheckoutToken, cart: str) -> str:
    """The hidden field of a checkout form, good for this cart only."""
    return signing.dumps([token.nonce, token.currency, token.total], salt=f"{_CHECKOUT}:{cart}")


def read_checkout(value: str, cart: str) -> CheckoutToken | None:
    """What a checkout form was shown with; None when it was tampered with or made for another cart."""
    try:
        nonce, currency, total = signing.loads(value, salt=f"{_CHECKOUT}:{cart}")
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return CheckoutToken(str(nonce), str(currency), int(total))
