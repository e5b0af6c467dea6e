"""POST /collect: read the report, queue it, acknowledge after the commit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from suppilo.capture.operations import BadReport, Collector, CollectorDown, CollectorFull, Report, read_report
from suppilo.capture.queries import LARGEST_REPORT
from suppilo.config.asgi import Header, Receive, Scope, Send, answer
from suppilo.foundation import clock

_JSON = b"application/json"
#: A sender that was turned away may come again after this many seconds.
_AGAIN = (b"retry-after", b"1")


class TooLarge(Exception):
    """The body is larger than a report may be."""


class GoneAway(Exception):
    """The sender left before the body was whole; there is nobody to answer."""


class CollectEndpoint:
    """Answers /collect. `origins` are the other sites whose pages may report here (scheme://host[:port], or *)."""

    def __init__(self, collector: Collector, origins: tuple[str, ...]) -> None:
        """Reports go to `collector`."""
        self.collector = collector
        self.origins = frozenset(origin.rstrip("/") for origin in origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """204 when all is in the log; 400, 403, 405, 413 when it never will be; 503 when to come again."""
        headers: dict[bytes, bytes] = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        if not self._welcome(origin, headers):
            await _refuse(send, 403, f"pages of {origin} may not report here; name it in SUPPILO_COLLECT_ORIGINS", ())
            return
        cors = _cors(origin)
        if scope["method"] == "OPTIONS":
            await answer(send, 204, b"", _JSON, headers=(*cors, *_PREFLIGHT))
        elif scope["method"] != "POST":
            await _refuse(send, 405, "post a report as JSON", (*cors, (b"allow", b"POST, OPTIONS")))
        else:
            await self._take(headers, receive, send, cors)

    def _welcome(self, origin: str, headers: Mapping[bytes, bytes]) -> bool:
        """A page of this very host, of a site that is named, or no page at all (a server)."""
        if not origin or "*" in self.origins or origin in self.origins:
            return True
        return urlsplit(origin).netloc.encode("latin-1") == headers.get(b"host")

    async def _take(
        self, headers: Mapping[bytes, bytes], receive: Receive, send: Send, cors: tuple[Header, ...]
    ) -> None:
        try:
            reason = await self.collector.offer(await _read(headers, receive))
        except TooLarge:
            await _refuse(send, 413, f"a report is at most {LARGEST_REPORT} bytes; send several", cors)
        except BadReport as error:
            await _refuse(send, 400, str(error), cors)
        except CollectorFull:
            await _refuse(send, 503, "too many reports wait; send it again", (*cors, _AGAIN))
        except CollectorDown:
            await _refuse(send, 503, "the database did not take it; send it again", (*cors, _AGAIN))
        except GoneAway:
            return
        else:
            if reason:
                await _refuse(send, 400, reason, cors)
            else:
                await answer(send, 204, b"", _JSON, headers=cors)


#: What a browser asks before it posts JSON from another site.
_PREFLIGHT: tuple[Header, ...] = (
    (b"access-control-allow-methods", b"POST"),
    (b"access-control-allow-headers", b"content-type"),
    (b"access-control-max-age", b"86400"),
)


def _cors(origin: str) -> tuple[Header, ...]:
    if not origin:
        return ()
    return (b"access-control-allow-origin", origin.encode("latin-1")), (b"vary", b"origin")


async def _read(headers: Mapping[bytes, bytes], receive: Receive) -> Report:
    length = headers.get(b"content-length", b"0")
    if length.isdigit() and int(length) > LARGEST_REPORT:
        raise TooLarge
    body = b""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise GoneAway
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LARGEST_REPORT:
            raise TooLarge
    return read_report(body, user_agent=headers.get(b"user-agent", b"").decode("latin-1"), now=clock.now())


async def _refuse(send: Send, status: int, reason: str, headers: tuple[Header, ...]) -> None:
    await answer(send, status, json.dumps({"error": reason}).encode(), _JSON, headers=headers)
