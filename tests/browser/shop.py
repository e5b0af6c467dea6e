"""Somebody else's website with a strict policy, and a collector of its own that can be told to fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.serving import ROOT, wait_for

TRACKER = ROOT / "src/suppilo/capture/static/capture/tracker.js"
PAGE = """<!doctype html><html lang="da"><head><title>Shop</title><link rel="icon" href="data:,">
<script type="module" src="{script}" data-workspace="kaamos" {more}></script>
<script type="module" src="/shop.js"></script></head>
<body><main><h1>Shop</h1><p><a href="/next">Next</a></p>
<form id="question"><label>Question <input name="q"></label></form>{tall}</main></body></html>"""
#: What the shop's own script offers to the test: it may not run a line of inline script either.
OWN = "document.title = typeof suppilo === 'function' ? 'ready' : 'no tracker';"


@dataclass
class Shop:
    """The site. `fails` are statuses to answer with before reports are taken; `reports` are those taken.

    Each test is a `run` with an address of its own to report to: what pages of the last one still say is left aside.
    """

    address: str
    run: int = 0
    suppilo: str = ""
    fails: list[int] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)

    def forget(self) -> None:
        """Begin anew."""
        self.run += 1
        self.fails.clear()
        self.asked.clear()
        self.reports.clear()

    def events(self, name: str = "") -> list[dict[str, Any]]:
        """What was taken so far."""
        found = [event for report in self.reports for event in report["events"]]
        return [event for event in found if not name or event["name"] == name]

    def wait_for(self, name: str, count: int = 1) -> list[dict[str, Any]]:
        """The events of a name, when so many of them were taken."""
        wait_for(lambda: len(self.events(name)) >= count, 30, lambda: str(self.events()))
        return self.events(name)


@contextmanager
def open_shop() -> Iterator[Shop]:
    """Serve on a free port."""
    shop = Shop("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/shop.js":
                self._answer(200, OWN.encode(), "text/javascript")
            elif self.path == "/tracker.js":
                self._answer(200, TRACKER.read_bytes(), "text/javascript")
            else:
                self._answer(200, self._page().encode(), "text/html; charset=utf-8")

        def _page(self) -> str:
            real = self.path.startswith("/real")
            script = f"{shop.suppilo}/tracker.js" if real else "/tracker.js"
            more = 'data-consent="yes"' if "agreed" in self.path else ""
            more += "" if real else f' data-to="/collect/{shop.run}"'
            tall = "<p>word</p>" * (300 if "tall" in self.path else 1)
            return PAGE.format(script=script, more=more, tall=tall)

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path != f"/collect/{shop.run}":
                self._answer(204, b"", "text/plain")
                return
            shop.asked.append(body)
            if shop.fails:
                self._answer(shop.fails.pop(0), b"", "text/plain")
                return
            shop.reports.append(body)
            self._answer(204, b"", "text/plain")

        def _answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            policy = f"default-src 'none'; script-src 'self' {shop.suppilo}; connect-src 'self' {shop.suppilo}"
            self.send_header("Content-Security-Policy", f"{policy}; img-src data:; form-action 'none'")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    shop.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()
