"""A mail as bytes. Written out by hand: Python's mail package takes longer for one than all else on the way together.

Lines end in CRLF; every header value is one line of ASCII (RFC 2047 for other letters), so that nothing given can begin
a header of its own; bodies are quoted-printable UTF-8.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Sequence
from email.header import Header
from email.utils import formataddr

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")


def one_line(text: str) -> str:
    """`text` with every stretch of control characters and line ends as one blank."""
    return _CONTROL.sub(" ", text).strip()


def words(text: str) -> str:
    """A header value of free text, folded if it must be encoded."""
    clean = one_line(text)
    return clean if clean.isascii() else Header(clean, "utf-8", header_name="Subject").encode(linesep="\r\n")


def mailbox(name: str, address: str) -> str:
    """A name and an address (whose domain is ASCII) as a header value."""
    return formataddr((one_line(name), one_line(address)))


def written(headers: Sequence[tuple[str, str]], *, text: str, html: str, boundary: str) -> bytes:
    """The whole mail: headers in order, then the text and the HTML as alternatives."""
    lines = [f"{name}: {value}" for name, value in headers if value]
    lines += ["MIME-Version: 1.0", f'Content-Type: multipart/alternative; boundary="{boundary}"', "", ""]
    parts = ["\r\n".join(lines).encode("utf-8")]
    for kind, body in (("plain", text), ("html", html)):
        parts.append(f"--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n".encode())
        parts.append(b"Content-Transfer-Encoding: quoted-printable\r\n\r\n")
        parts.append(_quoted(body))
        parts.append(b"\r\n")
    parts.append(f"--{boundary}--\r\n".encode())
    return b"".join(parts)


def _quoted(body: str) -> bytes:
    """Quoted-printable with CRLF; a dot or "From " at the start of a line needs no care, SMTP's dots come later."""
    plain = body.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8")
    return binascii.b2a_qp(plain, istext=True, quotetabs=False).replace(b"\n", b"\r\n")
