"""Weekly retention against SQL: of the people first seen viewing in a week, who searched in the weeks after.

    python benchmarks/retention.py [--events 10000000] [--runs 5]

All answer the same matrix, which is asserted first, with two threads. Needs the extra `benchmarks`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

THREADS = 2
os.environ["SUPPILO_THREADS"] = str(THREADS)

import numpy as np  # noqa: E402
from clickstream import DAY, NAMES, START, clickstream  # noqa: E402
from contest import Contest, asked  # noqa: E402
from peers import ChDB, DuckDB, parquet_of  # noqa: E402

from suppilo.analysis.running import summed  # noqa: E402
from suppilo.kernel.matching import Matching  # noqa: E402
from suppilo.kernel.retention import RetentionPlan, retention_sums  # noqa: E402

WEEK = 7 * DAY

DUCKDB = f"""
WITH entered AS (SELECT person, min(t) AS t0 FROM ev WHERE code = 0 GROUP BY person),
came AS (SELECT DISTINCT e.person, (t0 - {START}) // {WEEK} AS c, (t - {START}) // {WEEK} AS w
         FROM ev e JOIN entered USING (person) WHERE code = 1 AND t >= t0)
SELECT c, w - c AS n, count(*) FROM came GROUP BY ALL"""
CHDB = f"""
SELECT c, w - c AS n, count() FROM (
  SELECT person, intDiv(t0 - {START}, {WEEK}) AS c,
         arrayJoin(arrayDistinct(arrayMap(x -> intDiv(x - {START}, {WEEK}), arrayFilter(x -> x >= t0, times)))) AS w
  FROM (SELECT person, minIf(t, code = 0) AS t0, groupArrayIf(t, code = 1) AS times
        FROM b.ev WHERE code IN (0, 1) GROUP BY person HAVING countIf(code = 0) > 0)
) GROUP BY c, n"""


def main() -> int:
    """Measure; answers the exit code."""
    chosen = asked(__doc__)
    stream = clickstream(chosen.events)
    print(f"{len(stream.events):,} events of {stream.events.people.size:,} people, {THREADS} threads")
    with tempfile.TemporaryDirectory() as folder:
        path = parquet_of(stream, Path(folder))
        house, duck = ChDB(path, THREADS), DuckDB(path, THREADS)
    masks = np.zeros(len(NAMES), dtype=np.uint64)
    masks[0], masks[1] = 1, 2
    weeks = int((stream.events.times.max() - START) // WEEK) + 1
    plan = RetentionPlan(Matching(masks), START + WEEK * np.arange(weeks + 1, dtype=np.int64))

    def mine() -> Any:
        return summed(stream.buckets(), plan, retention_sums)

    expected = mine().people
    for rows in (duck.ask(DUCKDB), house.ask(CHDB)):
        matrix = np.zeros_like(expected)
        for cohort, period, people in rows:
            matrix[int(str(cohort)), int(str(period))] = int(str(people))
        assert (matrix == expected).all(), "the peers disagree"
    Contest(chosen.runs, chosen.events).measure(
        "weekly retention",
        {"suppilo": mine, "chDB": lambda: house.ask(CHDB), "DuckDB": lambda: duck.ask(DUCKDB)},
    )
    house.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
