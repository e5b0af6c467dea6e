"""Arithmetic of rates: a token bucket kept as one instant, and the growing days of a new sender. Pure.

`next_at` is when the next message would leave if all left evenly, one every `gap`. Those of the next `BURST` may leave
at once. Each message takes a place: now, or an instant to come that is promised to it alone. (The generic cell rate
algorithm: ITU-T I.371, annex A, in its virtual scheduling form.)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

#: After a pause, as many leave at once as would have in this time.
BURST = timedelta(seconds=2)
#: A promised place that was not used for this long (a lane stood still) must be taken anew.
PROMISE = timedelta(minutes=2)
#: A new sender that may write to so many in a day is new no more.
GROWN = 100_000


@dataclass(frozen=True)
class Pace:
    """At most `at_most` messages per `per`, evenly."""

    at_most: int
    per: timedelta

    @property
    def gap(self) -> timedelta:
        """Time between two messages."""
        return self.per / self.at_most


def place(next_at: datetime | None, now: datetime, pace: Pace) -> tuple[datetime, datetime]:
    """When one more message may leave (`now` or later), and the `next_at` after it."""
    due = max(next_at or now, now)
    return max(due - max(BURST - pace.gap, timedelta(0)), now), due + pace.gap


def limit_of(begins: date, first_day: int, factor: float, today: date) -> int | None:
    """How many a new sender may write to today; None once it is grown. Before the first day: none."""
    days = (today - begins).days
    if days < 0:
        return 0
    limit = float(first_day)
    for _ in range(days):
        limit *= factor
        if limit >= GROWN:
            return None
    return int(limit)
