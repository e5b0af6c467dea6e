"""How much to do in one transaction, learnt from how long the last ones took."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

#: On SQLite everybody else waits while one writes: half of the 100 ms that no batch may hold the lock.
AIM_S = 0.05


@dataclass
class Pace:
    """A batch size between `least` and `most` that keeps a full batch near `AIM_S` seconds, on any machine."""

    least: int
    most: int
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = self.least

    def timed(self, work: Callable[[int], int]) -> int:
        """Do `work(size)`, which answers how much it did, and adjust the size for the next time."""
        began = perf_counter()
        done = work(self.size)
        took = perf_counter() - began
        if took > AIM_S:
            self.size = max(self.least, int(self.size * max(0.25, AIM_S / took)))
        elif done >= self.size:
            self.size = min(self.most, self.size * 2)
        return done
