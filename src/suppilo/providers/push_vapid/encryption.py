"""Message encryption for Web Push (RFC 8291): content coding aes128gcm (RFC 8188) with keys agreed by ECDH on P-256.

Written here in a page: it is one agreement, two derivations and one seal of `cryptography`. Checked against the example
of RFC 8291, and by another implementation's decryption.
"""

from __future__ import annotations

import os
import struct
from base64 import urlsafe_b64decode
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

#: One record holds the whole message: the delimiter that ends it is 2.
_RECORD = 4_096
_LAST = b"\x02"


@dataclass(frozen=True)
class Receiver:
    """A browser: its public point (65 bytes, uncompressed) and its authentication secret (16 bytes)."""

    point: bytes
    secret: bytes

    @classmethod
    def parse(cls, p256dh: str, auth: str) -> Receiver:
        """Read both from base64url. Raises ValueError."""
        return cls(unspelled(p256dh), unspelled(auth))


def unspelled(text: str) -> bytes:
    """Base64url without padding as bytes. Raises ValueError."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encrypted(
    content: bytes, receiver: Receiver, *, own: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b""
) -> bytes:
    """The body to be posted. `own` and `salt` are made anew for every message; only a test gives them.

    Raises ValueError when the receiver's point is none, or the content does not fit into one record of 4,096 bytes.
    """
    own, salt = own or ec.generate_private_key(ec.SECP256R1()), salt or os.urandom(16)
    if len(content) + len(_LAST) + 16 > _RECORD:
        raise ValueError("the content does not fit into one record")
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), receiver.point))
    both = _derived(receiver.secret, shared, b"WebPush: info\x00" + receiver.point + point, 32)
    key = _derived(salt, both, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(salt, both, b"Content-Encoding: nonce\x00", 12)
    header = salt + struct.pack("!IB", _RECORD, len(point)) + point
    return header + AESGCM(key).encrypt(nonce, content + _LAST, None)


def _derived(salt: bytes, secret: bytes, about: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=about).derive(secret)
