"""The funnel walk against its peers: counts, the general case, medians, filters and breakdowns, and the memory floor.

    python benchmarks/funnel.py [--events 10000000] [--runs 5] [--json] [--skip-joins]

Five steps within seven days over a made-up clickstream (see clickstream.py) whose window binds and that has ties. All
answer the same question on the same data with two threads, one after the other in each round; equal counts are asserted
first. Needs the extra `benchmarks`.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

THREADS = 2
os.environ["SUPPILO_THREADS"] = os.environ["POLARS_MAX_THREADS"] = str(THREADS)

import numpy as np  # noqa: E402
from clickstream import DAY, DEVICES, NAMES, Clickstream, clickstream  # noqa: E402
from contest import Contest  # noqa: E402
from floor import sum_bytes  # noqa: E402
from peers import ChDB, DuckDB, counts_of, parquet_of, timed_by_joins, window_funnel  # noqa: E402

import suppilo  # noqa: E402
from suppilo import Event, Exclude  # noqa: E402

WINDOW = 7 * DAY
STEPS = NAMES[:5]
FAST = [f"code = {code}" for code in range(5)]
#: One event may serve two steps: a view is also a click, a cart also a checkout ...
OVERLAPS: tuple[tuple[int, ...], ...] = ((0, 7), (7, 1), (1, 2), (2, 3), (3, 4))
GENERAL = [f"code IN {codes}" for codes in OVERLAPS]


def main() -> int:
    """Measure everything; answers the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--skip-joins", action="store_true", help="leave out the SQL that also gives medians")
    chosen = parser.parse_args()
    stream = clickstream(chosen.events)
    print(f"{len(stream.events):,} events of {stream.events.people.size:,} people, {THREADS} threads")
    contest = Contest(runs=chosen.runs)
    with tempfile.TemporaryDirectory() as folder:
        path = parquet_of(stream, Path(folder))
        house = ChDB(path, THREADS)
        duck = None if chosen.skip_joins else DuckDB(path, THREADS)
    fast(contest, stream, house)
    general(contest, stream, house)
    excluded(contest, stream)
    broken_down(contest, stream, house)
    if duck:
        timed(contest, stream, house, duck)
    house.close()
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    if chosen.json:
        contest.print_json()
    return 0
