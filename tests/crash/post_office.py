"""A real SMTP server that keeps what it accepted, and can break off or kill its client at any stage."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


@dataclass
class Sink:
    """What arrived, in order: recipient and Message-ID. `plan` says what to do at the n-th message and stage.

    Stages are rcpt and data; doings are kill (one of the processes `victims`), drop (the connection), an answer such as
    "451 later", or drop_after (accept, then drop instead of answering).
    """

    plan: dict[tuple[int, str], str] = field(default_factory=dict)
    victims: list[int] = field(default_factory=list)
    arrived: list[tuple[str, str]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    begun: int = 0
    finished: int = 0
    did: list[str] = field(default_factory=list)
    url: str = ""
    pipelines: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def reset(self, plan: dict[tuple[int, str], str] | None = None, *, pipelines: bool = False) -> None:
        """Forget everything and follow a new plan; say or do not say that commands may come at once (RFC 2920)."""
        self.pipelines = pipelines
        self.plan, self.arrived, self.raw, self.did = dict(plan or {}), [], [], []
        self.begun = self.finished = 0

    def _act(self, doing: str | None, server: SMTP) -> str | None:
        if doing is None:
            return None
        self.did.append(doing)
        if doing == "kill":
            self._kill()
            return None
        if doing.startswith("drop"):
            server.transport.abort()
            return "421 gone"
        return doing

    def _kill(self) -> None:
        """The first of the victims that is still there."""
        for victim in self.victims:
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                continue
            return

    async def handle_EHLO(
        self, server: SMTP, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """Offer pipelining, if it is to."""
        session.host_name = hostname
        return [*responses[:-1], *(["250-PIPELINING"] if self.pipelines else []), responses[-1]]

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """Count it, and follow the plan."""
        self.begun += 1
        answer = self._act(self.plan.get((self.begun, "rcpt")), server)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        """Accept the message unless the plan says otherwise."""
        self.finished += 1
        doing = self.plan.get((self.finished, "data"))
        if doing is None or doing in ("kill", "drop_after"):
            mail = message_from_bytes(envelope.content, policy=default)
            self.arrived.append((envelope.rcpt_tos[0], str(mail["Message-ID"])))
            self.raw.append(envelope.content)
        return self._act(doing, server) or "250 OK"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def listening() -> Iterator[Sink]:
    """A running sink; its address is `url`, as SUPPILO_SMTP_URL wants it."""
    sink = Sink()
    port = _free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    sink.url = f"smtp://127.0.0.1:{port}"
    try:
        yield sink
    finally:
        controller.stop()
