"""A real mail server that keeps what it gets."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Sink:
    """Who got what: (address, Message-ID) of every mail taken in, in order."""

    url: str = ""
    mails: list[tuple[str, str]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a mail in."""
        message = message_from_bytes(envelope.content)
        for recipient in envelope.rcpt_tos:
            self.mails.append((recipient, str(message["Message-ID"])))
        return "250 kept"

    def count(self) -> Counter[str]:
        """How many mails each address got."""
        return Counter(recipient for recipient, _ in self.mails)


@contextmanager
def mail_sink() -> Iterator[Sink]:
    """A running server on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sink = Sink(f"smtp://127.0.0.1:{port}")
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
