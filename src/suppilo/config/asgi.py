"""What ASGI's pieces are called, and a short answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Message], Awaitable[None]]
Header = tuple[bytes, bytes]


async def answer(send: Send, status: int, body: bytes, kind: bytes, *, headers: tuple[Header, ...] = ()) -> None:
    """A whole answer that nobody may keep; `kind` is the media type of the body, which a 204 does not have."""
    told: list[Header] = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"), *headers]
    if status != 204:
        told += [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": body})
