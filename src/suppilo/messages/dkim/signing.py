"""The signature of one mail: RSA-SHA256 over relaxed headers and a relaxed body.

Written out for one kind of input, the mails of `suppilo.messages.mime`: a general library takes eight times as long for
one, and signing is what a worker does most. `tests/messages/test_dkim.py` holds every signature against dkimpy.
"""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

#: Headers that the signature covers, each named once more than it occurs: none can be added, changed or taken away on
#: the way, those of RFC 8058 included.
SIGNED = (
    "from",
    "to",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "content-language",
    "auto-submitted",
    "list-unsubscribe",
    "list-unsubscribe-post",
)
_FOLD = re.compile(rb"\r\n(?=[ \t])")
_BLANKS = re.compile(rb"[ \t]+")
_LINE = 72


def signed(raw: bytes, *, domain: str, selector: str, key: RSAPrivateKey, now: datetime) -> bytes:
    """`raw` (lines end in CRLF) with a DKIM-Signature in front. `domain` is ASCII."""
    head, _, body = raw.partition(b"\r\n\r\n")
    present = _headers(head + b"\r\n")
    order = [name for name in SIGNED for _ in range(len(present.get(name, ())) + 1)]
    digest = b64encode(sha256(_relaxed_body(body)).digest()).decode()
    start = (
        f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s={selector};\r\n t={int(now.timestamp())};"
        f" bh={digest};\r\n h={_folded(order)};\r\n b="
    )
    content = b"".join(line for name in SIGNED for line in reversed(present.get(name, ())))
    own = b"dkim-signature:" + _relaxed_value(start.encode())
    signature = b64encode(key.sign(content + own, PKCS1v15(), SHA256())).decode()
    lines = "\r\n ".join(signature[at : at + _LINE] for at in range(0, len(signature), _LINE))
    return f"DKIM-Signature: {start}{lines}\r\n".encode() + raw


def _folded(names: list[str]) -> str:
    """The names with a colon between, folded so that no line grows long."""
    lines, line = [], ""
    for name in names:
        if len(line) + len(name) > _LINE:
            lines.append(line)
            line = ""
        line += f"{name}:"
    return "\r\n ".join([*lines, line])[:-1]


def _headers(head: bytes) -> dict[str, list[bytes]]:
    """Every header in relaxed form by its name, in order."""
    found: dict[str, list[bytes]] = {}
    for line in _FOLD.sub(b"", head).split(b"\r\n")[:-1]:
        name, _, value = line.partition(b":")
        key = name.strip().lower()
        found.setdefault(key.decode("ascii", "replace"), []).append(key + b":" + _relaxed_value(value) + b"\r\n")
    return found


def _relaxed_value(value: bytes) -> bytes:
    return _BLANKS.sub(b" ", value.replace(b"\r\n", b"")).strip(b" \t")


def _relaxed_body(body: bytes) -> bytes:
    """RFC 6376 3.4.4: no blanks at ends of lines, one where there were several, no empty lines at the end.

    The last line is taken as ended: SMTP ends it.
    """
    if not body.endswith(b"\r\n"):
        body += b"\r\n"
    body = body.replace(b"\t", b" ")
    while b"  " in body:  # a few passes, each many times faster than a pattern
        body = body.replace(b"  ", b" ")
    body = body.replace(b" \r\n", b"\r\n")
    while body.endswith(b"\r\n\r\n"):
        body = body[:-2]
    return b"" if body == b"\r\n" else body
