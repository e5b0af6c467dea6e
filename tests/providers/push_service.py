"""A push service on this machine, and browsers that can read what it is given: a real server over real HTTP."""

from __future__ import annotations

import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from suppilo.messages.operations import Subscribed


def spelled(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass
class Tab:
    """A browser with its own key, which somebody else's library decrypts with."""

    name: str = "one"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = bytes(range(16))

    def subscribed(self, **more: str) -> Subscribed:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        about = {"agent": "Chrome (Linux)", "language": "en", "endpoint": f"https://push.example.net/{self.name}"}
        return Subscribed(p256dh=spelled(point), auth=spelled(self.secret), **{**about, **more})

    def reads(self, body: bytes) -> Any:
        content = http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        return json.loads(content)


@dataclass
class PushService:
    """What came (path, headers with lower-case names, body); each path's next answers: status and headers, or "drop".

    A path that has no answer of its own says 201.
    """

    url: str = ""
    came: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: dict[str, list[tuple[int, dict[str, str]] | str]] = field(default_factory=dict)

    def says(self, device: int, *answers: tuple[int, dict[str, str]] | str) -> None:
        self.answers[f"/{device}"] = list(answers)


@contextmanager
def push_service() -> Iterator[PushService]:
    """A running one."""
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            service.came.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            waiting = service.answers.get(self.path)
            answer = waiting.pop(0) if waiting else (201, {})
            if isinstance(answer, str):
                self.close_connection = True
                return
            self.send_response(answer[0])
            for name, value in answer[1].items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
