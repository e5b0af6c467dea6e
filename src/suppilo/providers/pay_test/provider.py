"""The vendor's side of the port: a page of our own instead of a bank, and notices signed with a key of our own."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from suppilo.kernel.money import Money
from suppilo.offers import ports
from suppilo.team import queries as team

NAME = "test"
SIGNATURE_HEADER = "Suppilo-Test-Signature"
_SALT = "suppilo.pay_test"
_KINDS = ("pending", "paid", "failed")


class TestProvider:
    """Takes no money. Serves the demo, and every workspace while SUPPILO_TEST_PAYMENTS is on."""

    name = NAME
    origins: tuple[str, ...] = ()

    def serves(self, workspace_id: int) -> bool:
        """Whether test payments are allowed here."""
        return bool(settings.TEST_PAYMENTS) or team.workspace_numbered(workspace_id).is_demo

    def start(self, to_pay: ports.ToPay, urls: ports.Urls) -> ports.Started:
        """Everything the page needs travels in its signed address, as it would lie at a bank."""
        content = {
            "key": to_pay.key,
            "workspace": to_pay.workspace,
            "order": to_pay.order_number,
            "amount": to_pay.amount.minor,
            "currency": to_pay.amount.currency,
            "language": to_pay.language,
            "lines": list(to_pay.lines),
            "back": urls.back,
            "callback": urls.callback,
        }
        address = reverse("pay_test:page", args=[signing.dumps(content, salt=_SALT, compress=True)])
        return ports.Started(address=address, reference=f"test-{to_pay.key}")

    def parse_notice(self, body: bytes, headers: Mapping[str, str]) -> ports.Notice:
        """Check the signature over the exact bytes, then read them."""
        given = headers.get(SIGNATURE_HEADER, "")
        if not hmac.compare_digest(signature(body).encode(), given.encode()):
            raise ports.BadNotice("The signature is not ours.")
        try:
            said: dict[str, Any] = json.loads(body)
            if said["kind"] not in _KINDS:
                raise ValueError(said["kind"])
            return ports.Notice(
                provider=NAME,
                notice_id=str(said["id"]),
                key=str(said["key"]),
                kind=said["kind"],
                amount=Money(str(said["currency"]), int(said["amount"])),
                at=datetime.fromisoformat(said["at"]),
                reason=str(said.get("reason", "")),
            )
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise ports.BadNotice(f"Signed, but not readable: {type(error).__name__}.") from error

    def refund(self, key: str, reference: str, amount: Money, token: str) -> str:
        """There is nothing to give back; the same token answers the same reference."""
        return f"test-refund-{token}"


def register() -> None:
    """Offer this vendor to the room `offers`."""
    ports.register(TestProvider())


def signature(body: bytes) -> str:
    """The signature of a notice: HMAC-SHA-256 under a key that only this server has."""
    key = sha256(f"{_SALT}:{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, body, sha256).hexdigest()


def read_address(token: str) -> dict[str, Any] | None:
    """What the page's address says; None when we did not make it."""
    try:
        content = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    return content if isinstance(content, dict) else None


def notice(content: Mapping[str, Any], *, kind: str, notice_id: str, at: datetime, reason: str = "") -> bytes:
    """A notice about the payment of a page, to be signed and sent."""
    said = {
        "id": notice_id,
        "key": content["key"],
        "kind": kind,
        "amount": content["amount"],
        "currency": content["currency"],
        "at": at.isoformat(),
        "reason": reason,
    }
    return json.dumps(said, sort_keys=True).encode()
