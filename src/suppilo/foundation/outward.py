"""HTTP to the outside: to an address that was checked, without redirects, in bounded time and size.

A name is looked up once, every address behind it must be a public one, and the connection goes to the address that was
checked, so that a name that answers differently a moment later leads nowhere else.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

#: Seconds for each step (connecting, sending, each read), and the most of an answer that is read.
WITHIN = 15.0
#: Seconds for a whole answer, also of somebody who sends one byte after the other.
WHOLE = 30.0
LARGEST_ANSWER = 200_000


class NotReached(Exception):
    """Nothing was sent: no such place, not a public one, or no connection."""


class NotPublic(NotReached):
    """The address leads to a place that is not on the public internet, or is none that may be called at all."""


class NoAnswer(Exception):
    """The request may have arrived, and no whole answer came."""


@dataclass(frozen=True)
class Answer:
    """What the other side said: status, headers with lower-case names, and the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def public_address(host: str, port: int) -> str:
    """The address to connect to. Raises NotReached, NotPublic unless all that `host` leads to is public."""
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise NotReached(f"{host}: {error}") from error
    for address in found:
        if not _is_public(ipaddress.ip_address(address.partition("%")[0])):
            raise NotPublic(f"{host} leads to {address}, which is not a public address")
    return found[0]


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
    return bool(inner.is_global and not inner.is_multicast and address.is_global)


class Call:
    """One request. `connect` sends nothing yet; after `send` it may have arrived."""

    def __init__(self, url: str, *, private: bool = False) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise NotPublic(f"{parts.scheme}://{parts.hostname}: only http and https addresses without a user")
        try:
            self._port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError as error:
            raise NotReached(f"{parts.hostname}: no such port") from error
        self._host, self._secure, self._private = parts.hostname, parts.scheme == "https", private
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._connection: http.client.HTTPConnection | None = None

    def connect(self) -> None:
        """Look up, check, connect. Raises NotReached."""
        address = self._host if self._private else public_address(self._host, self._port)
        connection = http.client.HTTPConnection(self._host, self._port, timeout=WITHIN)
        try:
            raw = socket.create_connection((address, self._port), timeout=WITHIN)
            secure = ssl.create_default_context() if self._secure else None
            connection.sock = secure.wrap_socket(raw, server_hostname=self._host) if secure else raw
        except OSError as error:
            raise NotReached(f"{self._host}: {error}") from error
        self._connection = connection

    def send(self, method: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Send the request. Raises NoAnswer: part of it may have arrived."""
        assert self._connection is not None, "connect comes first"
        try:
            self._connection.request(method, self._path, body=body, headers=dict(headers))
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise NoAnswer(f"{self._host}: {error}") from error

    def answer(self) -> Answer:
        """Read the answer; a redirect is an answer like any other and is not followed. Raises NoAnswer."""
        assert self._connection is not None, "send comes first"
        end = threading.Timer(WHOLE, _cut, [self._connection.sock])
        end.start()
        try:
            said = self._connection.getresponse()
            return Answer(said.status, {k.lower(): v for k, v in said.getheaders()}, said.read(LARGEST_ANSWER))
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(f"{self._host}: {error}") from error
        finally:
            end.cancel()
            self.close()

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            self._connection.close()


def _cut(connection: socket.socket) -> None:
    """End a conversation from another thread: whoever reads it gets no more."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
