"""The signed addresses in messages: click, confirm, unsubscribe."""

from __future__ import annotations

from functools import cache
from typing import Literal

from django.conf import settings
from django.core.signing import BadSignature, Signer

Door = Literal["t", "c", "u", "o", "h", "n"]


def _signer(door: Door) -> Signer:
    return _signer_with(door, settings.SECRET_KEY, tuple(settings.SECRET_KEY_FALLBACKS))


@cache
def _signer_with(door: Door, key: str, older: tuple[str, ...]) -> Signer:
    """Made once: a mail has half a dozen signed addresses."""
    return Signer(key=key, salt=f"suppilo.messages.{door}", sep="~", fallback_keys=list(older))


def address(door: Door, outgoing_id: int, number: int = 0) -> str:
    """The address of a door for one message: t (click on link `number`), c (confirm), u (unsubscribe),
    o (its pixel), h (the hidden link that only programs follow) or n (what a browser did with a notification)."""
    value = f"{outgoing_id}.{number}" if door == "t" else str(outgoing_id)
    return f"{settings.BASE_URL}/{door}/{_signer(door).sign(value)}"


def read(door: Door, token: str) -> tuple[int, int] | None:
    """The message and the number of the link that a token was signed for; None for any other token."""
    try:
        value = _signer(door).unsign(token)
    except BadSignature:
        return None
    outgoing_id, _, number = value.partition(".")
    return int(outgoing_id), int(number or 0)
