"""Retention, slow and obvious: the oracle of `retention`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

#: One event: when (microseconds), whether it enters a cohort, whether it is a return.
Event = tuple[int, bool, bool]


def retention(people: Iterable[Sequence[Event]], edges: Sequence[int]) -> tuple[Counter[int], Counter[tuple[int, int]]]:
    """Sizes by cohort, and people by (cohort, periods later)."""
    sizes: Counter[int] = Counter()
    returned: Counter[tuple[int, int]] = Counter()
    periods = list(zip(edges, edges[1:], strict=False))
    for events in people:
        first = min((at for at, enters, _ in events if enters), default=None)
        for cohort, (low, high) in enumerate(periods):
            if first is None or not low <= first < high:
                continue
            sizes[cohort] += 1
            for period, (begin, end) in enumerate(periods):
                if any(returns and at >= first and begin <= at < end for at, _, returns in events):
                    returned[cohort, period - cohort] += 1
    return sizes, returned
