"""A vendor's HTTP interface on this machine: it keeps what it is told and answers what it was given."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote_plus


@dataclass
class VendorServer:
    """What came (path, headers with lower-case names, body), and the answers to give: status and body, or "drop".

    `answers` are given one after the other; before them goes what a request that holds a word `said` is answered.
    """

    url: str = ""
    came: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: list[tuple[int, bytes] | str] = field(default_factory=list)
    said: dict[str, tuple[int, bytes] | str] = field(default_factory=dict)
    location: str = ""
    drips: bool = False


@contextmanager
def vendor_server() -> Iterator[VendorServer]:
    """A running one."""
    vendor = VendorServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            vendor.came.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            text = unquote_plus(body.decode("utf-8", "replace"))
            known = [answer for word, answer in vendor.said.items() if word in text]
            answer = known[0] if known else vendor.answers.pop(0) if vendor.answers else (200, b"{}")
            if isinstance(answer, str):
                self.close_connection = True
                return
            if vendor.drips:
                with suppress(OSError):
                    while True:
                        self.wfile.write(b"H")
                        time.sleep(0.05)
                return
            self.send_response(answer[0])
            if vendor.location:
                self.send_header("Location", vendor.location)
            self.send_header("Content-Length", str(len(answer[1])))
            self.end_headers()
            self.wfile.write(answer[1])

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    vendor.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield vendor
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
