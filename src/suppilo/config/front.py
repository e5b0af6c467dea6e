"""The ASGI front: answers the hot public paths itself and passes the rest to Django as WSGI."""

from __future__ import annotations

from typing import Any

from a2wsgi import WSGIMiddleware

from suppilo.config import environment
from suppilo.config.asgi import Message, Receive, Scope, Send, answer
from suppilo.config.wsgi import application as django  # wakes Django: before everything that has tables

# isort: split
from suppilo.capture.operations import Collector
from suppilo.config.collect import CollectEndpoint
from suppilo.config.tracking import serve_tracker

#: a2wsgi and Django's stubs name the same shapes differently.
_wsgi: Any = django
_django: Any = WSGIMiddleware(_wsgi, workers=environment.WEB_THREADS)


class ClientGone(OSError):
    """The connection ended before the whole body had come: what came is not to be taken for the whole."""


class Front:
    """The application. What it needs of the event loop is made at the server's start and ended at its stop."""

    def __init__(self) -> None:
        """Nothing runs before the server's start."""
        self._collector: Collector | None = None
        self._collect: CollectEndpoint | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or the server's start and stop."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["path"] == "/collect" and self._collect:
            await self._collect(scope, receive, send)
        elif scope["path"] == "/tracker.js":
            await serve_tracker(scope, send)
        elif scope["path"] == "/healthz":
            well = self._collector is not None and self._collector.is_alive()
            await answer(send, 200 if well else 503, b"ok\n" if well else b"no collector\n", b"text/plain")
        else:
            await _django(for_wsgi(scope), whole(receive), send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._collector = Collector(most_waiting=environment.COLLECT_QUEUE)
        self._collect = CollectEndpoint(
            self._collector,
            tuple(environment.COLLECT_ORIGINS),
            per_address=environment.COLLECT_PER_MINUTE,
            per_visitor=environment.COLLECT_PER_VISITOR,
        )
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._collector.stop()
        await send({"type": "lifespan.shutdown.complete"})


application = Front()


def for_wsgi(scope: Scope) -> Scope:
    """Without headers that would pass for others: `x_forwarded_for` has the same WSGI name as `x-forwarded-for`."""
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if b"_" not in name]}


def whole(receive: Receive) -> Receive:
    """The same, but raising ClientGone where the client left before its request was complete."""

    async def checked() -> Message:
        message: Message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone("The client closed the connection before its request was complete.")
        return message

    return checked
