"""Group commit: many reports wait a moment together, are written in one transaction, and only then acknowledged."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from django.db import DatabaseError, connection

from suppilo.capture.operations.collect import Collected, Workspaces, collect
from suppilo.capture.reported import Report

log = logging.getLogger(__name__)

#: How long the first report of a batch waits for others, in seconds.
WINDOW = 0.004
#: A batch holds the write lock of SQLite for less than 100 ms (some 0.05 ms an event).
MOST_EVENTS_AT_ONCE = 1_000

#: A definition that was applied counts for reports after this long at most.
LOOK_AGAIN = timedelta(seconds=1)

Writer = Callable[[Sequence[Report]], list[Collected]]
Waiting = tuple[Report, "asyncio.Future[Collected]"]


class CollectorFull(Exception):
    """As many reports wait as may; the sender is told to come again, nothing was taken."""


class CollectorDown(Exception):
    """The database did not take the batch; nothing of it was written, the sender is told to come again."""


class Collector:
    """One thread that writes what the event loop offers. Made and used in one event loop."""

    def __init__(self, *, most_waiting: int, write: Writer | None = None) -> None:
        """`most_waiting` reports at most wait or are being written at any time."""
        self._write = write or partial(collect, workspaces=Workspaces(keep_for=LOOK_AGAIN))
        self._most = most_waiting
        self._waiting: deque[Waiting] = deque()
        self._held = 0
        self._wake = threading.Condition()
        self._stopping = False
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="collector", daemon=True)
        self._thread.start()

    def offer(self, report: Report) -> asyncio.Future[Collected]:
        """Queue a report. The future tells, once it is committed, what was taken and what not.

        Raises CollectorFull. The future raises CollectorDown when the database failed.
        """
        if self._held >= self._most or not self.is_alive():
            raise CollectorFull
        answer: asyncio.Future[Collected] = self._loop.create_future()
        self._held += 1
        with self._wake:
            self._waiting.append((report, answer))
            if len(self._waiting) == 1:
                self._wake.notify()
        return answer

    def is_alive(self) -> bool:
        """True while reports can be written."""
        return self._thread.is_alive() and not self._stopping

    async def stop(self) -> None:
        """Write what waits, then end the thread."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        while self._thread.is_alive():
            await asyncio.sleep(0.01)

    def _run(self) -> None:
        while batch := self._next_batch():
            self._loop.call_soon_threadsafe(self._tell, batch, self._written([report for report, _ in batch]))
        connection.close()

    def _next_batch(self) -> list[Waiting]:
        """Wait for a report and then for a moment more; empty when there is none left and it is time to stop."""
        with self._wake:
            while not self._waiting and not self._stopping:
                self._wake.wait()
        if not self._stopping:
            time.sleep(WINDOW)
        batch: list[Waiting] = []
        count = 0
        with self._wake:
            while self._waiting and (not batch or count + len(self._waiting[0][0].events) <= MOST_EVENTS_AT_ONCE):
                batch.append(self._waiting.popleft())
                count += len(batch[-1][0].events)
        return batch

    def _written(self, reports: list[Report]) -> list[Collected] | None:
        for again in (True, False):
            try:
                return self._write(reports)
            except DatabaseError:
                # Two collectors with the same events may have met crosswise; whatever it was, nothing was written.
                log.exception("A batch of %d reports could not be written", len(reports))
            except Exception:
                log.exception("A batch of %d reports met an error of ours", len(reports))
                again = False
            connection.close()
            if not again:
                break
        return None

    def _tell(self, batch: list[Waiting], outcomes: list[Collected] | None) -> None:
        self._held -= len(batch)
        for place, (_, answer) in enumerate(batch):
            if answer.done():
                continue
            if outcomes is None:
                answer.set_exception(CollectorDown())
            else:
                answer.set_result(outcomes[place])
