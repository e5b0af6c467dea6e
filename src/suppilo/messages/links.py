"""The signed addresses in messages: click, confirm, unsubscribe."""

from __future__ import annotations

import hmac
from functools import cache
from hashlib import sha256
from typing import Literal

from django.conf import settings
from django.core.signing import BadSignature, Signer, b64_encode

Door = Literal["t", "c", "u", "o", "h", "n"]


class _Quick(Signer):
    """Django's signatures, with the key of each secret derived once: a mail has half a dozen signed addresses, and
    deriving it takes longer than signing."""

    def __init__(self, key: str, salt: str, older: tuple[str, ...]) -> None:
        super().__init__(key=key, salt=salt, sep="~", fallback_keys=list(older))
        self._derived = {one: sha256(f"{salt}signer{one}".encode()).digest() for one in (key, *older)}

    def signature(self, value: str | bytes, key: str | bytes | None = None) -> str:
        """The same as Signer's."""
        text = value.encode() if isinstance(value, str) else value
        return b64_encode(hmac.digest(self._derived[str(key or self.key)], text, "sha256")).decode()


def _signer(door: Door) -> Signer:
    return _signer_with(door, settings.SECRET_KEY, tuple(settings.SECRET_KEY_FALLBACKS))


@cache
def _signer_with(door: Door, key: str, older: tuple[str, ...]) -> Signer:
    return _Quick(key, f"suppilo.messages.{door}", older)


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
