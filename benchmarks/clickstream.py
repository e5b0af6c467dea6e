"""A made-up clickstream for the benchmarks: seeded, with power-law activity, visits, ties, and windows that bind.

Few people do most: the number of events of a person is drawn from a Lomax distribution. Events come in visits (seconds
apart inside, days between). Times are whole seconds, and one event in fifty happens in the same second as the one
before it, so that ties are common. What happens is drawn by weight, seldom the purchase, most often a view.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from suppilo.kernel.events import Events

NAMES = (
    *("view", "search", "cart", "checkout", "purchase", "remove", "scroll", "click", "play", "pause", "share", "rate"),
    *("login", "logout", "help", "chat", "error", "ad", "mail", "push"),
)
#: How often each event happens, first the five of the funnel.
_WEIGHTS = (30, 12, 6, 3, 1.5, 2, 12, 10, 3, 2, 1, 1, 4, 2, 1, 1, 1, 4, 2, 1.5)
DEVICES = (None, "phone", "desktop", "tablet", "television")
CHANNELS = (None, "direct", "search", "ad", "mail", "social", "partner", "push", "sms")
SECOND = 1_000_000
DAY = 86_400 * SECOND
START = 1_767_225_600 * SECOND  # 2026-01-01


@dataclass(frozen=True)
class Clickstream:
    """The events, and the dictionaries of their codes; `StoredEvents` for the library."""

    events: Events
    names: tuple[str, ...] = NAMES
    acts: tuple[bool, ...] = (True,) * len(NAMES)

    def values(self, column: str) -> tuple[str | None, ...]:
        """The dictionary of `device` or `channel`."""
        return {"device": DEVICES, "channel": CHANNELS}[column]

    def buckets(self) -> tuple[Events, ...]:
        """All in one."""
        return (self.events,)

    def persons(self) -> npt.NDArray[np.int64]:
        """The person of each event, for those who need a column of it."""
        return np.repeat(self.events.people, np.diff(self.events.offsets))


def clickstream(count: int, *, seed: int = 1, mean: float = 25.0) -> Clickstream:
    """About `mean` events a person over 90 days, `count` in all."""
    random = np.random.default_rng(seed)
    sizes = _sizes(random, count, mean)
    offsets = np.zeros(sizes.size + 1, dtype=np.int64)
    np.cumsum(sizes, out=offsets[1:])
    times = _times(random, offsets, count)
    codes = random.choice(len(NAMES), size=count, p=np.array(_WEIGHTS) / sum(_WEIGHTS)).astype(np.uint8)
    columns = {
        "device": random.choice(len(DEVICES), size=count, p=(0.05, 0.55, 0.3, 0.08, 0.02)).astype(np.uint8),
        "channel": random.choice(
            len(CHANNELS), size=count, p=(0.5, 0.15, 0.12, 0.08, 0.05, 0.05, 0.03, 0.01, 0.01)
        ).astype(np.uint8),
    }
    people = np.arange(1, sizes.size + 1, dtype=np.int64)
    return Clickstream(Events(people, offsets, times, codes, columns))


def _sizes(random: np.random.Generator, count: int, mean: float) -> npt.NDArray[np.int64]:
    """How many events each person has: at least 1, power law with tail exponent 2.5, at most a hundredth of all."""
    people = max(int(count / mean), 1)
    drawn = 1 + np.floor(random.pareto(1.5, people) * (mean - 1) / 2).astype(np.int64)
    sizes = np.minimum(drawn, max(count // 100, 1))
    while (missing := count - int(sizes.sum())) > 0:
        some = random.integers(0, people, missing)
        sizes += np.bincount(some, minlength=people)
    surplus = np.cumsum(sizes)
    last = int(np.searchsorted(surplus, count))
    sizes = sizes[: last + 1].copy()
    sizes[last] -= int(surplus[last]) - count
    return sizes[sizes > 0]


def _times(random: np.random.Generator, offsets: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.int64]:
    gaps = random.exponential(45.0, count).astype(np.int64) + 1
    visits = random.random(count) < 0.12
    pause = np.repeat(np.minimum(1.0, 250 / np.diff(offsets)), np.diff(offsets))  # who does much comes often
    gaps[visits] += (random.exponential(2.0 * 86_400, int(visits.sum())) * pause[visits]).astype(np.int64)
    gaps[random.random(count) < 0.02] = 0
    gaps[offsets[:-1]] = random.integers(0, 90 * 86_400, offsets.size - 1)
    np.cumsum(gaps, out=gaps)
    begins = gaps[offsets[:-1]]
    first = random.integers(0, 60 * 86_400, offsets.size - 1)
    gaps -= np.repeat(begins - first, np.diff(offsets))
    gaps *= SECOND
    gaps += START
    return gaps
