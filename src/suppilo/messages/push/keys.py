"""The key that proves to push services who sends (VAPID, RFC 8292): a file of this installation, never a row."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from suppilo.foundation import keyfiles


class BadPushKey(ValueError):
    """The file holds no key of the curve P-256; the text names the file and never what is in it."""


def push_key() -> ec.EllipticCurvePrivateKey:
    """The installation's key, made at the first need and readable by its owner only. Raises BadPushKey.

    Browsers tie what they allow to its public half: with another key nobody who allowed notifications gets any.
    """
    file = keyfiles.folder("vapid") / "private.pem"
    if not file.exists():
        made = ec.generate_private_key(ec.SECP256R1())
        keyfiles.write_once(
            file,
            made.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ),
        )
    return _read(file, file.stat().st_mtime_ns)


def public_half() -> str:
    """What browsers and push services know of the key: the point, uncompressed, in base64url without padding."""
    point = (
        push_key().public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    return urlsafe_b64encode(point).rstrip(b"=").decode()


@lru_cache(maxsize=8)
def _read(file: Path, changed: int) -> ec.EllipticCurvePrivateKey:
    """Read once for as long as the file does not change."""
    try:
        found = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except ValueError as error:
        raise BadPushKey(f"{file}: not a private key") from error
    if not isinstance(found, ec.EllipticCurvePrivateKey) or not isinstance(found.curve, ec.SECP256R1):
        raise BadPushKey(f"{file}: not a key of the curve P-256")
    return found
