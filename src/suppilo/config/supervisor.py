"""Web and worker as two processes under one command: a crashed one comes back, a signal ends both."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 10.0
#: A child that lived this long is well again: its next pause is the first one.
WELL_AFTER = 10.0
PATIENCE = 15.0
#: Tells a child whose child it is; it ends when that process is no longer its parent.
PARENT = "SUPPILO_SUPERVISOR"


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, held by the supervisor: while the web restarts, visitors wait instead of being refused.

    Raises OSError when the address is taken or not of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((host, port))
    bound.listen(2_048)
    bound.set_inheritable(True)
    return bound


@dataclass
class Child:
    """One process that should run."""

    name: str
    arguments: list[str]
    handles: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    again_at: float = 0.0

    def start(self) -> None:
        """Start it anew."""
        self.process = subprocess.Popen(  # noqa: S603 - our own program with our own arguments
            [sys.executable, "-m", "suppilo", *self.arguments],
            pass_fds=self.handles,
            env={**os.environ, PARENT: str(os.getpid())},
        )
        self.started = time.monotonic()

    def look_after(self) -> None:
        """Note that it died, and start it again when its pause is over."""
        now = time.monotonic()
        if self.process is not None and (code := self.process.poll()) is not None:
            self.pause = FIRST_PAUSE if now - self.started > WELL_AFTER else min(self.pause * 2, LONGEST_PAUSE)
            log.error("The %s process ended with %d; again in %.1f s", self.name, code, self.pause)
            self.process, self.again_at = None, now + self.pause
        if self.process is None and now >= self.again_at:
            self.start()


@dataclass
class Supervisor:
    """Keeps its children running until told to stop."""

    children: list[Child]
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Start the children and look after them until SIGTERM or SIGINT; then end them, by force after `PATIENCE`."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop.set())
        while not self.stop.is_set():
            for child in self.children:
                child.look_after()
            self.stop.wait(0.1)
        self._end()

    def _end(self) -> None:
        living = [child.process for child in self.children if child.process]
        for process in living:
            process.terminate()
        until = time.monotonic() + PATIENCE
        for process in living:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
