"""Answers kept in memory: a reload costs nothing, and a long question goes on while somebody waits for it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

#: So many answers are kept; one is asked anew after AGE, because people become too late by time alone.
MOST, AGE = 64, timedelta(minutes=5)
#: At most so many questions are worked on at once; each uses all processors by itself.
AT_ONCE = 2


@dataclass(frozen=True)
class Kept:
    """An answer (or its coming), and as of when."""

    answer: Future[Any]
    as_of: datetime


@dataclass
class Keeper:
    """The answers of one process."""

    kept: OrderedDict[Hashable, Kept] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_ONCE, "question"))

    def ask(
        self, key: Hashable, prepared: Callable[[], Callable[[], Any]], *, now: datetime, patience: float
    ) -> tuple[Any, datetime]:
        """The answer and its instant. `prepared` is called only when nothing is kept, and gives the work.

        The work touches no database: it runs on a thread of its own. Raises StillRunning after `patience` seconds: the
        work goes on, and asking again finds it.
        """
        known = self.kept.get(key)
        if known is None or not timedelta(0) <= now - known.as_of < AGE:
            known = Kept(self.pool.submit(prepared()), now)
        with self.lock:
            self.kept[key] = known
            self.kept.move_to_end(key)
            while len(self.kept) > MOST:
                self.kept.popitem(last=False)
        try:
            return known.answer.result(timeout=patience), known.as_of
        except NotYet as error:
            if known.answer.done():
                raise
            raise StillRunning from error
        except Exception:
            self.forget(key)
            raise

    def forget(self, key: Hashable) -> None:
        """Ask anew next time."""
        with self.lock:
            self.kept.pop(key, None)


class StillRunning(Exception):
    """The question takes longer than a page may wait; ask again in a while."""


keeper = Keeper()
