"""Paths against SQL: what people do in the day after their first sign-in, up to five events, every path counted.

    python benchmarks/paths.py [--events 10000000] [--runs 5]

All answer the same paths and counts, which is asserted first, with two threads. Needs the extra `benchmarks`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

THREADS = 2
os.environ["SUPPILO_THREADS"] = str(THREADS)

import numpy as np  # noqa: E402
from clickstream import DAY, NAMES, clickstream  # noqa: E402
from contest import Contest  # noqa: E402
from peers import ChDB, DuckDB, parquet_of  # noqa: E402

from suppilo.analysis.running import summed  # noqa: E402
from suppilo.kernel.matching import Matching  # noqa: E402
from suppilo.kernel.paths import START, STEP, PathsPlan, paths_sums  # noqa: E402

LOGIN = NAMES.index("login")
LONGEST = 5
#: Of one instant the sign-in comes first, the others by code: one number sorts both.
_PLACE = f"if(code = {LOGIN}, 0, code + 1)"

DUCKDB = f"""
WITH entered AS (SELECT person, min(t) AS t0 FROM ev WHERE code = {LOGIN} GROUP BY person),
went AS (SELECT e.person, list(code ORDER BY t, {_PLACE})[1:{LONGEST}] AS path
         FROM ev e JOIN entered USING (person) WHERE t BETWEEN t0 AND t0 + {DAY} GROUP BY e.person)
SELECT path, count(*) AS n FROM went GROUP BY path"""
CHDB = f"""
SELECT path, count() FROM (
  SELECT person, arraySlice(arrayMap(e -> e.3, arraySort(groupArray((t, {_PLACE}, code)))), 1, {LONGEST}) AS path
  FROM b.ev JOIN (SELECT person, min(t) AS t0 FROM b.ev WHERE code = {LOGIN} GROUP BY person) AS entered USING (person)
  WHERE t >= t0 AND t <= t0 + {DAY} GROUP BY person
) GROUP BY path"""
CHDB_ARRAYS = f"""
SELECT path, count() FROM (
  SELECT arrayMap(e -> e.3, arraySlice(
           arraySort(arrayFilter(e -> e.1 >= t0 AND e.1 <= t0 + {DAY}, own)), 1, {LONGEST})) AS path
  FROM (SELECT person, minIf(t, code = {LOGIN}) AS t0, groupArray((t, {_PLACE}, code)) AS own
        FROM b.ev GROUP BY person HAVING countIf(code = {LOGIN}) > 0)
) GROUP BY path"""


def main() -> int:
    """Measure; answers the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    stream = clickstream(chosen.events)
    print(f"{len(stream.events):,} events of {stream.events.people.size:,} people, {THREADS} threads")
    with tempfile.TemporaryDirectory() as folder:
        path = parquet_of(stream, Path(folder))
        house, duck = ChDB(path, THREADS), DuckDB(path, THREADS)
    masks = np.full(len(NAMES), STEP, dtype=np.uint64)
    masks[LOGIN] |= np.uint64(START)
    labels = np.arange(len(NAMES), dtype=np.int32)
    plan = PathsPlan(Matching(masks), labels, after=True, longest=LONGEST, window_us=DAY, fold=False)

    def mine() -> Any:
        return summed(stream.buckets(), plan, paths_sums)

    counted: dict[tuple[int, ...], int] = {}
    for one in mine().top():
        counted[one.nodes] = counted.get(one.nodes, 0) + one.count
    theirs = {tuple(int(str(code)) for code in path): int(str(n)) for path, n in duck.ask(DUCKDB)}  # type: ignore[attr-defined]
    assert theirs == counted, "the peers disagree"
    for sql in (CHDB, CHDB_ARRAYS):
        rows = house.ask(sql)
        assert {tuple(map(int, path.strip("[]").split(","))): int(n) for path, n in rows} == counted, (
            "the peers disagree"
        )
    print(f"{len(counted):,} different paths of {sum(counted.values()):,} people")
    Contest(runs=chosen.runs).measure(
        "paths after an event",
        {
            "suppilo": mine,
            "chDB, joined": lambda: house.ask(CHDB),
            "chDB, arrays": lambda: house.ask(CHDB_ARRAYS),
            "DuckDB": lambda: duck.ask(DUCKDB),
        },
    )
    house.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
