"""GET /tracker.js: the script for other websites, kept by browsers and looked after by its tag."""

from __future__ import annotations

from suppilo.capture.queries import tracker
from suppilo.config.asgi import Header, Scope, Send

#: A browser asks again after an hour; between, every page load costs nothing.
_KEPT = b"public, max-age=3600, stale-while-revalidate=86400"
_READ = ("GET", "HEAD")


async def serve_tracker(scope: Scope, send: Send) -> None:
    """200 with the script, 304 where the browser has it, 405 for anything but reading."""
    script = tracker()
    asked: dict[bytes, bytes] = dict(scope["headers"])
    tag = script.tag.encode()
    told: list[Header] = [
        (b"cache-control", _KEPT),
        (b"etag", tag),
        (b"vary", b"accept-encoding"),
        (b"x-content-type-options", b"nosniff"),
        # A module of another site is only run when its server allows it; there is nothing in it to hide.
        (b"access-control-allow-origin", b"*"),
        (b"cross-origin-resource-policy", b"cross-origin"),
    ]
    if scope["method"] not in _READ:
        await _send(send, 405, [(b"allow", b"GET, HEAD"), (b"content-length", b"0")], b"")
    elif tag in (one.strip().removeprefix(b"W/") for one in asked.get(b"if-none-match", b"").split(b",")):
        await _send(send, 304, told, b"")
    else:
        packed = b"gzip" in asked.get(b"accept-encoding", b"")
        body = script.compressed if packed else script.plain
        told += [(b"content-type", b"text/javascript; charset=utf-8"), (b"content-length", b"%d" % len(body))]
        told += [(b"content-encoding", b"gzip")] if packed else []
        await _send(send, 200, told, body if scope["method"] == "GET" else b"")


async def _send(send: Send, status: int, headers: list[Header], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
