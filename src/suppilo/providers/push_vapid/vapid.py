"""Who sends (VAPID, RFC 8292): a token signed with our key, good for one push service and half a day."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

#: A day is the most that the standard allows.
GOOD_FOR = timedelta(hours=12)


def authorization(endpoint: str, key: ec.EllipticCurvePrivateKey, *, contact: str, now: datetime) -> str:
    """The value of the Authorization header. `contact` is an address of https or mailto."""
    said = {"aud": origin_of(endpoint), "exp": int((now + GOOD_FOR).timestamp()), "sub": contact}
    signed = ".".join(_spelled(_json(part)) for part in ({"typ": "JWT", "alg": "ES256"}, said))
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    token = f"{signed}.{_spelled(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return f"vapid t={token}, k={_spelled(point)}"


def origin_of(endpoint: str) -> str:
    """Scheme and host, and the port where it is not the scheme's own."""
    parts = urlsplit(endpoint)
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname or ""
    own = {"https": 443, "http": 80}.get(parts.scheme)
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port and parts.port != own else "")


def _json(part: Mapping[str, object]) -> bytes:
    return json.dumps(part, separators=(",", ":")).encode()


def _spelled(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
