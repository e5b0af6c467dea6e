"""A secret for each receiver: files of this installation, a folder for each workspace and host, never rows.

A file is one secret, its name the instant at which it was made, in milliseconds. The newest signs; those before it sign
beside it until the newer one is `OVERLAP` old, so that a receiver can change over without losing a message.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_bytes
from urllib.parse import urlsplit

from suppilo.foundation import keyfiles
from suppilo.providers.webhook_standard.signature import Signature

#: How long the secret before signs beside a new one.
OVERLAP = timedelta(days=1)
_HOST = re.compile(r"[a-z0-9.:-]{1,253}")


class BadDestination(ValueError):
    """No address of a receiver: it has to begin with https:// and name a host."""


def folder() -> Path:
    """Where they are."""
    return keyfiles.folder("webhooks")


def host_of(address: str) -> str:
    """The receiver of an address: its host, and its port where it is not the usual one. Raises BadDestination."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except ValueError as error:
        raise BadDestination(address) from error
    if parts.scheme != "https" or not _HOST.fullmatch(host) or host.startswith("."):
        raise BadDestination(address)
    host = host.replace(":", "_")
    return f"{host}_{port}" if port not in (None, 443) else host


def make_secret(workspace_id: int, address: str, *, now: datetime, at_once: bool = False) -> str:
    """A new secret for the receiver of `address`; answers it, and nothing here ever shows it again.

    Those before it sign beside it for another day, or, with `at_once`, not at all. Raises BadDestination.
    """
    place = folder() / str(workspace_id) / host_of(address)
    secret = "whsec_" + b64encode(token_bytes(32)).decode()
    old = list(place.glob("*.secret"))
    keyfiles.write_once(place / f"{int(now.timestamp() * 1000):015}.secret", secret.encode())
    for file in old if at_once else ():
        file.unlink(missing_ok=True)
    if at_once:
        keyfiles.write_once(place / "alone", b"")
    return secret


def signature_of(workspace_id: int, address: str, shared: Signature | None, now: datetime) -> Signature | None:
    """What signs for the receiver of `address` now: its own secrets, newest first; until it has one, the `shared`."""
    place = folder() / str(workspace_id) / host_of(address)
    keys = [key for secret in _signing(place, now) for key in Signature.parse(secret).keys]
    first = min((_made(file) for file in place.glob("*.secret")), default=None)
    if shared is not None and not (place / "alone").exists() and (first is None or now < first + OVERLAP):
        keys += shared.keys
    return Signature(tuple(keys)) if keys else None


def _signing(place: Path, now: datetime) -> Iterator[str]:
    newer: datetime | None = None
    for file in sorted(place.glob("*.secret"), reverse=True):
        if newer is not None and now >= newer + OVERLAP:
            return
        newer = _made(file)
        yield file.read_text()


def _made(file: Path) -> datetime:
    return datetime.fromtimestamp(int(file.stem) / 1000, UTC)
