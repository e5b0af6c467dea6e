"""Addresses that vendors report to. The signature in them proves that we gave the address out."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, Signer

from suppilo.messages.reports.hook import Forged

_SALT = "suppilo.messages.reports"


def for_message(vendor: str, outgoing_id: int) -> str:
    """Where `vendor` reports what became of one message."""
    return _address(vendor, f"m{outgoing_id}")


def for_answers(vendor: str, workspace_id: int) -> str:
    """Where `vendor` sends what people answer to a workspace; to be entered in the vendor's panel."""
    return _address(vendor, f"w{workspace_id}")


def _address(vendor: str, what: str) -> str:
    return f"{settings.BASE_URL}/hooks/{vendor}/{Signer(salt=_SALT, sep='~').sign(f'{vendor}.{what}').split('.', 1)[1]}"


def about(vendor: str, token: str) -> tuple[int, int]:
    """The message or else the workspace (the other is 0) that an address was given out for. Raises Forged."""
    try:
        what = Signer(salt=_SALT, sep="~").unsign(f"{vendor}.{token}").split(".", 1)[1]
    except BadSignature as error:
        raise Forged("the address is not one that was given out") from error
    number = int(what[1:])
    return (number, 0) if what[0] == "m" else (0, number)
