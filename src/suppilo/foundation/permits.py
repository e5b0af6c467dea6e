"""How much may come from somebody: a bucket of permits each that fills up again. Counted by each process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime


class Buckets:
    """Token buckets of this process. The least recently used are forgotten beyond `at_most` addresses."""

    def __init__(self, *, at_most: int = 20_000) -> None:
        """No address has sent anything yet."""
        self._buckets: OrderedDict[str, tuple[float, datetime]] = OrderedDict()
        self._at_most = at_most
        self._lock = threading.Lock()

    def take(self, key: str, *, per_minute: int, now: datetime, permits: int = 1) -> float:
        """Take permits of `key`; answers 0 if there were enough, else the seconds until there are (and takes none).

        A full bucket holds `per_minute` permits; whoever wants more at once gets them from a full one. With
        `per_minute` 0 or without a key nothing is limited.
        """
        if not key or per_minute <= 0:
            return 0.0
        wanted = min(permits, per_minute)
        with self._lock:
            left, since = self._buckets.pop(key, (float(per_minute), now))
            elapsed = max(0.0, (now - since).total_seconds())
            left = min(float(per_minute), left + elapsed * per_minute / 60)
            wait = 0.0 if left >= wanted else (wanted - left) * 60 / per_minute
            self._buckets[key] = (left if wait else left - wanted, now)
            while len(self._buckets) > self._at_most:
                self._buckets.popitem(last=False)
        return wait

    def forget(self) -> None:
        """Every bucket is full again."""
        with self._lock:
            self._buckets.clear()
