"""Hours of the day in a person's own time zone, right on nights when the clock is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(frozen=True)
class Window:
    """A stretch of each local day, start-inclusive and end-exclusive; `start` after `end` spans midnight."""

    start: time
    end: time

    @classmethod
    def parse(cls, start: str, end: str) -> Window:
        """From "21:00" and "08:00". Raises ValueError for anything that is no time of day."""
        return cls(time.fromisoformat(start), time.fromisoformat(end))

    def holds(self, local: time) -> bool:
        """Whether the local time of day lies in it. Equal ends make an empty window."""
        if self.start <= self.end:
            return self.start <= local < self.end
        return local >= self.start or local < self.end


def known_zone(*names: str) -> str:
    """The first of `names` that is a time zone; UTC when none is."""
    for name in names:
        if name and _exists(name):
            return name
    return "UTC"


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def end_of_window(window: Window, zone: str, at: datetime) -> datetime | None:
    """The first instant after `at`, in UTC, at which the window does not hold; None when `at` lies outside it.

    On a night when clocks go back a local hour comes twice: the first of the two counts. When clocks jump over the
    window's end, it is the jump.
    """
    info = ZoneInfo(zone)
    if not window.holds(at.astimezone(info).time()):
        return None
    day = at.astimezone(info).date()
    for offset in range(3):
        for fold in (0, 1):
            naive = datetime.combine(day + timedelta(days=offset), window.end)
            end = naive.replace(tzinfo=info, fold=fold).astimezone(UTC)
            if end > at and not window.holds(end.astimezone(info).time()):
                return _pulled_back(window, info, at, end)
    return at + timedelta(days=1)  # the window never ends; look again tomorrow


def _pulled_back(window: Window, info: ZoneInfo, at: datetime, end: datetime) -> datetime:
    """When clocks jumped over the window's end, the jump itself: search the last two hours by bisection."""
    before = max(at, end - timedelta(hours=2))
    if window.holds((end - timedelta(seconds=1)).astimezone(info).time()):
        return end
    low, high = before, end
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if window.holds(middle.astimezone(info).time()) else (low, middle)
    return high.replace(microsecond=0)
