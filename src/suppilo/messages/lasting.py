"""How long it takes until the last of many messages has left: their limits played through, without sending anything.

Every message takes its places as `pacing` gives them, and waits for the next morning where a new sender may not write
to more people today. Of very many a few hundred stand together, so that it takes a moment whatever their number.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from math import ceil
from zoneinfo import ZoneInfo

from suppilo.definition.model import Bundle
from suppilo.messages.pacing import Kind, Way, ways_of
from suppilo.messages.rates import BURST, Pace

#: So many are played through one by one; of more, some stand together.
SINGLE = 5_000
#: Whoever would wait longer is not told when.
LONGEST = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Load:
    """So many messages of one kind that want to leave at `at`.

    `is_first`: they wait for nobody, but count. `is_promised`: `at` is a place they have taken already. `is_own`: it is
    the last of these that is asked for.
    """

    at: datetime
    kind: Kind
    many: int
    lane: int
    is_first: bool = False
    is_promised: bool = False
    is_own: bool = False


@dataclass
class Count:
    """What has been taken of one limit."""

    next_at: datetime | None = None
    day: date | None = None
    used: int = 0


@dataclass
class _Play:
    bundle: Bundle
    counts: dict[str, Count]
    now: datetime
    ways: dict[tuple[int, date], list[Way]] = field(default_factory=dict)

    def ways_of(self, load: Load, today: date) -> list[Way]:
        place = (id(load), today)
        if place not in self.ways:
            self.ways[place] = list(ways_of(load.kind, self.bundle, today))
        return self.ways[place]

    def room(self, ways: Sequence[Way], many: int, today: date) -> int:
        """How many of them new senders may still write to today."""
        left = [way.limit - self._used(way.scope, today) for way in ways if way.limit is not None]
        return max(min([many, *left]), 0)

    def _used(self, scope: str, today: date) -> int:
        known = self.counts.setdefault(scope, Count())
        return known.used if known.day == today else 0

    def use(self, ways: Sequence[Way], many: int, today: date) -> None:
        for way in ways:
            if way.limit is not None:
                known = self.counts.setdefault(way.scope, Count())
                known.used, known.day = self._used(way.scope, today) + many, today

    def take(self, ways: Sequence[Way], many: int, now: datetime) -> datetime:
        """The place of the last of so many."""
        late = now
        for way in ways:
            if way.pace is not None:
                known = self.counts.setdefault(way.scope, Count())
                at, known.next_at = _places(known.next_at, now, way.pace, many)
                late = max(late, at)
        return late


def _places(next_at: datetime | None, now: datetime, pace: Pace, many: int) -> tuple[datetime, datetime]:
    """As `rates.place`, for so many at once: when the last of them leaves."""
    due = max(next_at or now, now)
    end = due + pace.gap * many
    return max(end - pace.gap - max(BURST - pace.gap, timedelta(0)), now), end


def last_leaves(
    loads: Sequence[Load], bundle: Bundle, counts: Mapping[str, Count], *, now: datetime
) -> datetime | None:
    """When the last of one's own has left, if nothing else comes; None when there is none, or not within a year."""
    play = _Play(bundle, dict(counts), now)
    zone, order = ZoneInfo(bundle.business.zone), count()
    weight = max(1, ceil(sum(load.many for load in loads) / SINGLE))
    turns = [
        (max(load.at, now), load.lane, next(order), min(weight, load.many - done), load.is_promised, load)
        for load in loads
        for done in range(0, load.many, weight)
    ]
    heapq.heapify(turns)
    last: datetime | None = None
    while turns:
        at, lane, _, many, is_promised, load = heapq.heappop(turns)
        if at > now + LONGEST:
            return None
        today = at.astimezone(zone).date()
        ways = play.ways_of(load, today)
        going = many if load.is_first else play.room(ways, many, today)
        if going < many:
            morning = datetime.combine(today + timedelta(days=1), time(), zone).astimezone(now.tzinfo)
            heapq.heappush(turns, (morning, lane, next(order), many - going, False, load))
        if not going:
            continue
        late = at if is_promised else play.take(ways, going, at)
        if late > at and not load.is_first:
            heapq.heappush(turns, (late, lane, next(order), going, True, load))
            continue
        play.use(ways, going, today)
        if load.is_own:
            last = max(last or at, at)
    return last
