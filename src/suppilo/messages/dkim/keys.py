"""Private keys by domain: files of this installation, never rows, so that no copy of the database can sign."""

from __future__ import annotations

import re
import time
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

from suppilo.foundation import keyfiles

BITS = 2048
LOOK_AGAIN_AFTER = 5.0
#: The first selector; a second key of the same domain gets another one.
SELECTOR = "suppilo"
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_SELECTOR = re.compile(_LABEL)


class BadKeyName(ValueError):
    """A domain or selector cannot name a key."""


@dataclass(frozen=True)
class MailKey:
    """The key with which mail of `domain` is signed."""

    domain: str
    selector: str
    private: rsa.RSAPrivateKey

    @property
    def record_name(self) -> str:
        """Where the public half stands in the DNS."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """The TXT record that publishes the public half."""
        public = self.private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return f"v=DKIM1; k=rsa; p={b64encode(public).decode()}"


def folder() -> Path:
    """Where the keys lie: dkim/<domain>/<selector>.pem in the home folder."""
    return _folder(settings.HOME)


def _folder(home: str | Path) -> Path:
    return Path(home) / "dkim"


def ascii_domain(domain: str) -> str:
    """A domain as the DNS has it. Raises BadKeyName."""
    try:
        known = domain.strip().strip(".").lower().encode("idna").decode("ascii")
    except UnicodeError as error:
        raise BadKeyName(domain) from error
    if not _DOMAIN.fullmatch(known):
        raise BadKeyName(domain)
    return known


def key_of(domain: str) -> MailKey | None:
    """The key for mail of `domain` (ASCII), or of the domain above it; of several the one whose file is newest.

    A new key is noticed within `LOOK_AGAIN_AFTER` seconds.
    """
    return _found(domain, str(settings.HOME), int(time.monotonic() / LOOK_AGAIN_AFTER))


@lru_cache(maxsize=256)
def _found(domain: str, home: str, period: int) -> MailKey | None:
    if not _DOMAIN.fullmatch(domain):
        return None
    labels = domain.split(".")
    for at in range(len(labels) - 1):
        known = ".".join(labels[at:])
        files = sorted((file.stat().st_mtime_ns, file) for file in (_folder(home) / known).glob("*.pem"))
        if files:
            changed, file = files[-1]
            return _read(known, file, changed)
    return None


@lru_cache(maxsize=256)
def _read(domain: str, file: Path, changed: int) -> MailKey:
    """The key in a file; read once for as long as the file does not change."""
    private = serialization.load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise BadKeyName(f"{file}: not an RSA key")
    return MailKey(domain, file.stem, private)


def make_key(domain: str, selector: str = SELECTOR) -> MailKey:
    """The key of `domain` under `selector`, made if there is none, readable by its owner only. Raises BadKeyName."""
    known = ascii_domain(domain)
    if not _SELECTOR.fullmatch(selector):
        raise BadKeyName(selector)
    file = folder() / known / f"{selector}.pem"
    if not file.exists():
        content = rsa.generate_private_key(public_exponent=65537, key_size=BITS).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        keyfiles.write_once(file, content)
        _found.cache_clear()
    return _read(known, file, file.stat().st_mtime_ns)
