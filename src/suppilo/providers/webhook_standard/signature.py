"""What proves to a receiver that a webhook is ours."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from standardwebhooks import Webhook

_PREFIX = "whsec_"


class BadSecret(Exception):
    """SUPPILO_WEBHOOK_SECRET cannot be used; the text says what to write and never holds the secret."""


@dataclass(frozen=True)
class Signature:
    """One secret, or several while receivers change from one to the next."""

    keys: tuple[bytes, ...] = field(repr=False)

    @classmethod
    def parse(cls, secrets: str) -> Signature:
        """Read whsec_... with 24 to 64 bytes in base64; several with blanks between. Raises BadSecret."""
        keys = tuple(_key(one) for one in secrets.split())
        if not keys:
            raise _bad()
        return cls(keys)

    def headers(self, message_id: str, body: str, now: datetime) -> Mapping[str, str]:
        """The headers of one attempt: the same `message_id` at every attempt, and its own time."""
        at = now.astimezone(UTC)
        signed = [Webhook(key).sign(message_id, at, body) for key in self.keys]
        return {
            "webhook-id": message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(signed),
        }


def _key(secret: str) -> bytes:
    try:
        key = b64decode(secret.removeprefix(_PREFIX), validate=True)
    except ValueError:
        raise _bad() from None
    if not secret.startswith(_PREFIX) or not 24 <= len(key) <= 64:
        raise _bad()
    return key


def _bad() -> BadSecret:
    return BadSecret(
        "SUPPILO_WEBHOOK_SECRET: write whsec_ and 24 to 64 random bytes in base64, "
        "for example what echo whsec_$(openssl rand -base64 32) prints."
    )
