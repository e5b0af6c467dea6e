#!/usr/bin/env python
"""A trend in one pass against a walk for each period, by week and by day, in one run.

    python benchmarks/trend.py [--events N] [--runs N]

Five steps with medians within seven days. Equal answers are asserted first.
"""

from __future__ import annotations

import os
import sys

THREADS = 2
os.environ["SUPPILO_THREADS"] = str(THREADS)

import numpy as np  # noqa: E402
from clickstream import DAY, NAMES, Clickstream, clickstream  # noqa: E402
from contest import Contest, asked  # noqa: E402

from suppilo.analysis.running import span, summed  # noqa: E402
from suppilo.kernel.matching import Matching  # noqa: E402
from suppilo.kernel.walk import TrendPlan, WalkPlan, WalkSums, trend_sums, walk_sums  # noqa: E402


def main() -> int:
    """Measure; answers the exit code."""
    chosen = asked(__doc__)
    stream = clickstream(chosen.events)
    contest = Contest(chosen.runs, chosen.events)
    masks = np.zeros(len(NAMES), dtype=np.uint64)
    masks[:5] = [1, 2, 4, 8, 16]
    walk = WalkPlan(Matching(masks), 5, window_us=7 * DAY)
    low, high = span(stream.buckets()) or (0, 0)
    print(f"{len(stream.events):,} events over {(high - low) / DAY:.0f} days, {THREADS} threads")
    contest.measure("five steps, medians", {"the whole": lambda: summed(stream.buckets(), walk, walk_sums)})
    for name, days in (("week", 7), ("day", 1)):
        plan = TrendPlan(walk, (*range(low, high + 1, days * DAY), high + 1))
        compare(contest, f"trend by {name}, {len(plan.periods())} periods", stream, plan)
    return 0


def compare(contest: Contest, title: str, stream: Clickstream, plan: TrendPlan) -> None:
    """One pass against many."""

    def one_pass() -> tuple[WalkSums, ...]:
        return summed(stream.buckets(), plan, trend_sums).periods

    def many() -> list[WalkSums]:
        return [summed(stream.buckets(), period, walk_sums) for period in plan.periods()]

    for one, other in zip(one_pass(), many(), strict=True):
        assert (one.counts, one.open_at) == (other.counts, other.open_at), "the answers differ"
        assert all(np.array_equal(np.sort(a), np.sort(b)) for a, b in zip(one.gaps, other.gaps, strict=True))
    contest.measure(title, {"one pass": one_pass, "a pass each": many})


if __name__ == "__main__":
    sys.exit(main())
