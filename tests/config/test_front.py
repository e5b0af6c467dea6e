"""The front hands Django whole requests, and only the headers that were sent under their own names."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from a2wsgi import WSGIMiddleware

from suppilo.config import front

pytestmark = pytest.mark.pure


def through(app: Any, *messages: dict[str, Any], headers: tuple[tuple[bytes, bytes], ...] = ()) -> list[dict[str, Any]]:
    """Pass one request through the front to a WSGI application of ours; what was answered."""
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": "/",
        "query_string": b"",
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "client": ("192.0.2.1", 1),
        "headers": list(headers),
    }
    waiting = list(messages)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return waiting.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def run() -> None:
        middleware = WSGIMiddleware(app, workers=1)
        await middleware(front.for_wsgi(scope), front.whole(receive), send)

    # In a thread of its own: a browser test of the same process keeps its own loop running in this one.
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(lambda: asyncio.run(run())).result()
    return sent


def test_a_body_that_was_cut_off_is_an_error_and_not_a_shorter_body():
    read: list[object] = []

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        try:
            read.append(environ["wsgi.input"].read(100))
        except OSError as error:
            read.append(type(error))
        start_response("200 OK", [])
        return [b""]

    part = {"type": "http.request", "body": b"email=anna@example.c", "more_body": True}
    through(app, part, {"type": "http.disconnect"})
    through(app, part, {"type": "http.request", "body": b"om", "more_body": False})
    assert read == [front.ClientGone, b"email=anna@example.com"]


def test_a_header_with_an_underscore_cannot_pass_for_another():
    seen: dict[str, Any] = {}

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.update(environ)
        start_response("200 OK", [])
        return [b""]

    headers = ((b"x_forwarded_for", b"10.0.0.1"), (b"x-request-id", b"7"), (b"content_length", b"9"))
    through(app, {"type": "http.request", "body": b"", "more_body": False}, headers=headers)
    assert seen["HTTP_X_REQUEST_ID"] == "7"
    assert "HTTP_X_FORWARDED_FOR" not in seen and "HTTP_CONTENT_LENGTH" not in seen
