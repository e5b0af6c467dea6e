"""The ASGI front: answers the hot public paths itself and passes the rest to Django as WSGI."""

from __future__ import annotations

from typing import Any

from a2wsgi import WSGIMiddleware

from suppilo.config import environment
from suppilo.config.asgi import Message, Receive, Scope, Send, answer
from suppilo.config.wsgi import application as django

#: a2wsgi and Django's stubs name the same shapes differently.
_wsgi: Any = django
_django: Any = WSGIMiddleware(_wsgi, workers=environment.WEB_THREADS)


class ClientGone(OSError):
    """The connection ended before the whole body had come: what came is not to be taken for the whole."""


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request, or the server's start and stop."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["path"] == "/healthz":
        await answer(send, 200, b"ok\n", b"text/plain")
    else:
        await _django(_for_wsgi(scope), _whole(receive), send)


async def _lifespan(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


def _for_wsgi(scope: Scope) -> Scope:
    """Without headers that would pass for others: `x_forwarded_for` has the same WSGI name as `x-forwarded-for`."""
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if b"_" not in name]}


def _whole(receive: Receive) -> Receive:
    async def checked() -> Message:
        message: Message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone("The client closed the connection before its request was complete.")
        return message

    return checked
