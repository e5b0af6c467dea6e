"""The tracker is served small, with a tag that spares the next load, to any site."""

from __future__ import annotations

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from suppilo.capture.queries import tracker
from suppilo.config.tracking import serve_tracker

pytestmark = pytest.mark.pure


def asked(method: str = "GET", *headers: tuple[bytes, bytes]) -> tuple[int, dict[bytes, bytes], bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    # In a thread of its own: a browser test of the same process keeps its own loop running in this one.
    with ThreadPoolExecutor(1) as elsewhere:
        scope = {"method": method, "headers": list(headers)}
        elsewhere.submit(lambda: asyncio.run(serve_tracker(scope, send))).result()
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


def test_the_script_is_under_four_kilobytes_on_the_wire():
    status, headers, body = asked("GET", (b"accept-encoding", b"gzip, br"))
    assert (status, headers[b"content-encoding"]) == (200, b"gzip")
    assert gzip.decompress(body) == tracker().plain
    assert len(body) == int(headers[b"content-length"]) < 4_096


def test_a_browser_that_has_it_is_sent_nothing():
    _, headers, body = asked()
    assert body == tracker().plain
    assert b"max-age" in headers[b"cache-control"]
    assert asked("GET", (b"if-none-match", headers[b"etag"]))[::2] == (304, b"")
    assert asked("GET", (b"if-none-match", b'"old", W/' + headers[b"etag"]))[0] == 304
    assert asked("GET", (b"if-none-match", b'"old"'))[0] == 200


def test_a_module_of_another_site_may_load_it_and_nobody_may_write_to_it():
    assert asked()[1][b"access-control-allow-origin"] == b"*"
    assert asked("HEAD")[2] == b""
    assert asked("POST")[0] == 405


def test_the_script_speaks_to_no_third_party_and_runs_no_text_as_code():
    source = tracker().plain.decode()
    assert "eval(" not in source and "Function(" not in source and "innerHTML" not in source
    addresses = [line for line in source.splitlines() if "https://" in line and not line.startswith("//")]
    assert addresses == []
