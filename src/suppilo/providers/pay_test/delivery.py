"""Carrying a notice to the callback address.

The address is our own, so the notice goes through our own front door without a network between: the whole stack of
middleware, routing and signature check runs, and no second thread of the server is needed for it.
"""

from __future__ import annotations

import io
import logging
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest

from suppilo.providers.pay_test.provider import SIGNATURE_HEADER, signature

log = logging.getLogger(__name__)


def deliver(address: str, body: bytes) -> bool:
    """Post a signed notice to `address`; answers whether it was taken (status 200)."""
    parts = urlsplit(address)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": parts.path,
        "QUERY_STRING": "",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": parts.hostname or "localhost",
        "SERVER_PORT": str(parts.port or (443 if parts.scheme == "https" else 80)),
        "HTTP_HOST": parts.netloc,
        "HTTP_USER_AGENT": "suppilo-pay-test",
        f"HTTP_{SIGNATURE_HEADER.upper().replace('-', '_')}": signature(body),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    response = _front_door().get_response(WSGIRequest(environ))
    if response.status_code != HTTPStatus.OK:
        log.warning("test payment: the notice was answered with %s", response.status_code)
    return response.status_code == HTTPStatus.OK


@cache
def _front_door() -> BaseHandler:
    """Middleware and routing, without the signals that would end the request we are in."""
    handler = BaseHandler()
    handler.load_middleware()
    return handler
