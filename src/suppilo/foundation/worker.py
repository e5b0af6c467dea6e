"""The loop that turns the handle of everything that waits, and outlives a task that fails."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, connection, reset_queries

from suppilo.foundation import clock, work
from suppilo.foundation.models import Heartbeat

log = logging.getLogger(__name__)

#: An idle worker looks again after this long at first, and after twice as long each time until the longest.
SHORTEST_SLEEP = 0.05
LONGEST_SLEEP = 0.5
BEAT_EVERY = timedelta(seconds=5)
FORGET_AFTER = timedelta(days=1)
FIRST_RETRY = timedelta(seconds=0.5)
LAST_RETRY = timedelta(minutes=1)


@dataclass(frozen=True)
class Trouble:
    """A task that failed: how often in a row, since when, and when it is tried again."""

    failures: int
    since: datetime
    retry_at: datetime


class Worker:
    """Turns the tasks of `foundation.work`. Several may run side by side: tasks claim their rows."""

    def __init__(self, stop: threading.Event | None = None) -> None:
        """A worker that ends after the running batch once `stop` is set."""
        self.stop = stop or threading.Event()
        self.name = f"{socket.gethostname()[:60]}:{os.getpid()}"
        self.troubles: dict[str, Trouble] = {}
        self._started_at: datetime | None = None
        self._beat_at: datetime | None = None

    def turn(self, now: datetime) -> int:
        """Run one batch of every task that is not waiting after a failure; answers how many rows moved on."""
        busy = 0
        for task in work.tasks():
            trouble = self.troubles.get(task.name)
            if self.stop.is_set() or (trouble and trouble.retry_at > now):
                continue
            try:
                busy += task.run(now)
                self.troubles.pop(task.name, None)
            except Exception:
                self.troubles[task.name] = trouble = _worse(trouble, now)
                log.exception(
                    "Task %s failed (%d in a row); again at %s", task.name, trouble.failures, trouble.retry_at
                )
                _let_go()
        reset_queries()
        return busy

    def run(self, *, supervisor: int | None = None) -> None:
        """Turn until `stop` is set, or until the process `supervisor` (a parent's id) is no longer the parent."""
        sleep = SHORTEST_SLEEP
        while not self.stop.is_set() and (supervisor is None or os.getppid() == supervisor):
            started = time.monotonic()
            busy = self.turn(clock.now())
            self.beat(clock.now())
            sleep = SHORTEST_SLEEP if busy else min(sleep * 2, LONGEST_SLEEP)
            if not busy:
                self.stop.wait(max(0.0, sleep - (time.monotonic() - started)))
        self._leave()

    def beat(self, now: datetime) -> None:
        """Write the heartbeat row when the last one is `BEAT_EVERY` old; a database that is away only costs a beat."""
        if self._beat_at and now - self._beat_at < BEAT_EVERY:
            return
        self._started_at = self._started_at or now
        self._beat_at = now
        told = {name: {"failures": t.failures, "since": t.since.isoformat()} for name, t in self.troubles.items()}
        try:
            Heartbeat.objects.update_or_create(
                name=self.name, defaults={"started_at": self._started_at, "beat_at": now, "troubles": told}
            )
            Heartbeat.objects.filter(beat_at__lt=now - FORGET_AFTER).delete()
        except DatabaseError:
            log.exception("The heartbeat of %s could not be written", self.name)
            _let_go()

    def _leave(self) -> None:
        try:
            Heartbeat.objects.filter(name=self.name).delete()
        except DatabaseError:
            log.exception("The heartbeat of %s could not be removed", self.name)


def _worse(trouble: Trouble | None, now: datetime) -> Trouble:
    failures = trouble.failures + 1 if trouble else 1
    wait = min(FIRST_RETRY * 2 ** min(failures - 1, 10), LAST_RETRY)
    return Trouble(failures, trouble.since if trouble else now, now + wait)


def _let_go() -> None:
    """The next query opens a new connection: this one may be broken. A caller's transaction is the caller's."""
    if not connection.in_atomic_block:
        connection.close()
