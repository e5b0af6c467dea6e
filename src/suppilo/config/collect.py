"""POST /collect: read the report, queue it, acknowledge after the commit."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from suppilo.capture import queries as capture
from suppilo.capture.operations import (
    BadReport,
    Collected,
    Collector,
    CollectorDown,
    CollectorFull,
    Report,
    read_report,
)
from suppilo.config.asgi import Header, Receive, Scope, Send, answer
from suppilo.config.origins import Origins, is_own
from suppilo.foundation import clock
from suppilo.pages.queries import measured_visitor

_JSON = b"application/json"
#: A sender that was turned away may come again after this many seconds.
_AGAIN = (b"retry-after", b"1")


class TooLarge(Exception):
    """The body is larger than a report may be."""


class TooMany(Exception):
    """The sender has used up what they may send; `wait` says for how many seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__("too many reports; send it again later")
        self.wait = wait


class GoneAway(Exception):
    """The sender left before the body was whole; there is nobody to answer."""


def sites() -> frozenset[str]:
    """The sites of all definitions, read in a thread that keeps no connection."""
    try:
        return capture.sites_of_all()
    finally:
        connection.close()


class CollectEndpoint:
    """Answers /collect. `named` are the sites whose pages may report to any workspace (scheme://host[:port], or *)."""

    def __init__(
        self, collector: Collector, named: tuple[str, ...], *, per_address: int = 0, per_visitor: int = 0
    ) -> None:
        """Reports go to `collector`; so many reports an address and events a visitor may come a minute (0: any)."""
        self.collector = collector
        self.origins = Origins(named, sites)
        self._limits = capture.ReportLimits(per_address=per_address, per_visitor=per_visitor)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """204 when all is in the log, 200 when some is; 4xx when it never will be; 429 and 503 when to come again."""
        headers: dict[bytes, bytes] = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        now = clock.now()
        trusted = self.origins.trusted(origin, headers.get(b"host"))
        if not trusted and not await self.origins.known(origin, now):
            await _refuse(send, 403, f"pages of {origin} may not report here; name it under business: sites:", ())
            return
        cors = _cors(origin)
        if scope["method"] == "OPTIONS":
            await answer(send, 204, b"", _JSON, headers=(*cors, *_PREFLIGHT))
        elif scope["method"] != "POST":
            await _refuse(send, 405, "post a report as JSON", (*cors, (b"allow", b"POST, OPTIONS")))
        else:
            client = scope.get("client")
            sender = (client[0] if client else "", "" if trusted else origin)
            await self._take(headers, sender, now, receive, send, cors)

    async def _take(
        self,
        headers: Mapping[bytes, bytes],
        sender: tuple[str, str],
        now: datetime,
        receive: Receive,
        send: Send,
        cors: tuple[Header, ...],
    ) -> None:
        try:
            collected = await self.collector.offer(await self._read(headers, sender, now, receive))
        except TooLarge:
            await _refuse(send, 413, f"a report is at most {capture.LARGEST_REPORT} bytes; send several", cors)
        except TooMany as error:
            await _refuse(send, 429, str(error), (*cors, (b"retry-after", b"%d" % math.ceil(error.wait))))
        except BadReport as error:
            await _refuse(send, 400, str(error), cors)
        except CollectorFull:
            await _refuse(send, 503, "too many reports wait; send it again", (*cors, _AGAIN))
        except CollectorDown:
            await _refuse(send, 503, "the database did not take it; send it again", (*cors, _AGAIN))
        except GoneAway:
            return
        else:
            await _tell(send, collected, cors)

    async def _read(
        self, headers: Mapping[bytes, bytes], sender: tuple[str, str], now: datetime, receive: Receive
    ) -> Report:
        """The report, within the limits. On our own pages the visitor is in cookies that no script can read."""
        ip, origin = sender
        if wait := self._limits.of_address(ip, now):
            raise TooMany(wait)
        body = await _whole(headers, receive)
        agent = headers.get(b"user-agent", b"").decode("latin-1")
        report = read_report(body, user_agent=agent, now=now, origin=origin, ip=ip)
        cookies = headers.get(b"cookie")
        ours = is_own(headers.get(b"origin", b"").decode("latin-1"), headers.get(b"host"))
        if cookies and ours and report.visitor is None:
            visitor = measured_visitor(cookies.decode("latin-1"), report.workspace)
            if visitor:
                report = msgspec.structs.replace(report, visitor=visitor, consent="yes")
        if wait := self._limits.of_visitor(report, now):
            raise TooMany(wait)
        return report


#: What a browser asks before it posts JSON from another site.
_PREFLIGHT: tuple[Header, ...] = (
    (b"access-control-allow-methods", b"POST"),
    (b"access-control-allow-headers", b"content-type"),
    (b"access-control-max-age", b"86400"),
)


def _cors(origin: str) -> tuple[Header, ...]:
    if not origin:
        return ()
    told: tuple[Header, ...] = ((b"access-control-allow-origin", origin.encode("latin-1")), (b"vary", b"origin"))
    return (*told, (b"access-control-expose-headers", b"retry-after"))


async def _whole(headers: Mapping[bytes, bytes], receive: Receive) -> bytes:
    length = headers.get(b"content-length", b"0")
    if length.isdigit() and int(length) > capture.LARGEST_REPORT:
        raise TooLarge
    body = b""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise GoneAway
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > capture.LARGEST_REPORT:
            raise TooLarge
    return body


async def _tell(send: Send, collected: Collected, cors: tuple[Header, ...]) -> None:
    if collected.status == 204:
        await answer(send, 204, b"", _JSON, headers=cors)
        return
    told: dict[str, Any] = {"taken": collected.taken}
    if collected.error:
        told["error"] = collected.error
    if collected.refused:
        told["refused"] = [{"event": one.place, "id": one.id, "reason": one.reason} for one in collected.refused]
    shown = cors if collected.status != 403 else ()
    await answer(send, collected.status, json.dumps(told).encode(), _JSON, headers=shown)


async def _refuse(send: Send, status: int, reason: str, headers: tuple[Header, ...]) -> None:
    await answer(send, status, json.dumps({"error": reason}).encode(), _JSON, headers=headers)
