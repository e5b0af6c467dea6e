"""Paths against SQL: between two events, and after one. Every path is counted; the ten most frequent are answered.

    python benchmarks/paths.py [--events 10000000] [--runs 5]

Between: from a cart to a purchase within a day, each person's first that arrives, else the first that stopped. After:
the day after the first sign-in. Up to five events of each path are shown. All answer with two threads; the same counts
of all paths are asserted first. Both peers are asked by the best SQL that was found, and as one writes it first there:
each person's events as one array, or list. Needs the extra `benchmarks`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

THREADS = 2
os.environ["SUPPILO_THREADS"] = str(THREADS)

import numpy as np  # noqa: E402
from clickstream import DAY, NAMES, Clickstream, clickstream  # noqa: E402
from contest import Contest, asked  # noqa: E402
from peers import ChDB, DuckDB, parquet_of  # noqa: E402

from suppilo.analysis.running import summed  # noqa: E402
from suppilo.kernel.matching import Matching  # noqa: E402
from suppilo.kernel.paths import END, START, STEP, PathsPlan, PathsSums, paths_sums  # noqa: E402

LOGIN, CART, BOUGHT = NAMES.index("login"), NAMES.index("cart"), NAMES.index("purchase")
LONGEST = 5
#: Of one instant the sign-in comes first, the others by code: one number sorts both.
_PLACE = f"if(code = {LOGIN}, 0, code + 1)"

AFTER_DUCKDB = f"""
WITH entered AS (SELECT person, min(t) AS t0 FROM ev WHERE code = {LOGIN} GROUP BY person),
went AS (SELECT e.person, list(code ORDER BY t, {_PLACE})[1:{LONGEST}] AS path
         FROM ev e JOIN entered USING (person) WHERE t BETWEEN t0 AND t0 + {DAY} GROUP BY e.person)
SELECT path, count(*) AS n FROM went GROUP BY path"""
AFTER_CHDB = f"""
SELECT path, count() AS n FROM (
  SELECT person, arraySlice(arrayMap(e -> e.3, arraySort(groupArray((t, {_PLACE}, code)))), 1, {LONGEST}) AS path
  FROM b.ev JOIN (SELECT person, min(t) AS t0 FROM b.ev WHERE code = {LOGIN} GROUP BY person) AS entered USING (person)
  WHERE t >= t0 AND t <= t0 + {DAY} GROUP BY person
) GROUP BY path"""
AFTER_CHDB_ARRAYS = f"""
SELECT path, count() AS n FROM (
  SELECT arrayMap(e -> e.3, arraySlice(
           arraySort(arrayFilter(e -> e.1 >= t0 AND e.1 <= t0 + {DAY}, own)), 1, {LONGEST})) AS path
  FROM (SELECT person, minIf(t, code = {LOGIN}) AS t0, groupArray((t, {_PLACE}, code)) AS own
        FROM b.ev GROUP BY person HAVING countIf(code = {LOGIN}) > 0)
) GROUP BY path"""

#: The last cart before each purchase, the first pair of a person that lies within a day, and what lies between.
_PAIRS = """SELECT e.person AS person, e.t AS bought, c.t AS added
  FROM (SELECT person, t FROM {table} WHERE code = {bought}) AS e
  ASOF JOIN (SELECT person, t FROM {table} WHERE code = {cart}) AS c ON e.person = c.person AND e.t >= c.t"""
#: Who never arrives stopped on the way from the first cart that is not followed by another one within a day.
BETWEEN_DUCKDB = f"""
WITH pairs AS ({_PAIRS.format(table="ev", bought=BOUGHT, cart=CART)}),
arrived AS (SELECT person, min(bought) AS stop, arg_min(added, bought) AS start FROM pairs
            WHERE bought - added <= {DAY} GROUP BY person),
carts AS (SELECT person, t, lead(t) OVER (PARTITION BY person ORDER BY t) AS following FROM ev WHERE code = {CART}),
stopped AS (SELECT person, min(t) AS start FROM carts WHERE following IS NULL OR following - t > {DAY}
            GROUP BY person),
found AS (SELECT *, true AS came FROM arrived UNION ALL
          SELECT person, start + {DAY}, start, false FROM stopped ANTI JOIN arrived USING (person)),
went AS (SELECT e.person, list(code ORDER BY t, code)[1:{LONGEST - 1}] AS others FROM ev e JOIN found USING (person)
         WHERE t BETWEEN start AND stop AND code NOT IN ({CART}, {BOUGHT}) GROUP BY e.person)
SELECT list_concat([{CART}], CASE WHEN came THEN list_append(coalesce(others, [])[1:{LONGEST - 2}], {BOUGHT})
                             ELSE coalesce(others, []) END) AS path, count(*) AS n
FROM found LEFT JOIN went USING (person) GROUP BY path"""
BETWEEN_CHDB = f"""
SELECT arrayConcat([{CART}], if(came, arrayPushBack(arraySlice(others, 1, {LONGEST - 2}), {BOUGHT}),
                                arraySlice(others, 1, {LONGEST - 1}))) AS path, count() AS n FROM (
  SELECT person, any(arrived) AS came, arrayMap(e -> e.2, arraySort(
           groupArrayIf((t, code), t >= start AND t <= stop AND code != {CART} AND code != {BOUGHT}))) AS others
  FROM b.ev JOIN (
    SELECT person, max(got) AS arrived, min(if(got, until, 1000000000000000000)) AS came_at,
           if(arrived, came_at, minIf(until, NOT got)) AS stop,
           if(arrived, argMin(since, if(got, until, 1000000000000000000)), minIf(since, NOT got)) AS start
    FROM (
      SELECT person, true AS got, added AS since, bought AS until
      FROM ({_PAIRS.format(table="b.ev", bought=BOUGHT, cart=CART)}) WHERE bought - added <= {DAY}
      UNION ALL
      SELECT person, false, arrayFirst((one, other) -> other = 0 OR other - one > {DAY}, ts,
                                       arrayPushBack(arrayPopFront(ts), 0)) AS since, since + {DAY}
      FROM (SELECT person, arraySort(groupArray(t)) AS ts FROM b.ev WHERE code = {CART} GROUP BY person)
    ) GROUP BY person
  ) AS found USING (person) GROUP BY person
) GROUP BY path"""
#: As one writes it first there: each person's events as one array.
BETWEEN_CHDB_ARRAYS = f"""
SELECT arrayConcat([{CART}], if(came > 0, arrayPushBack(arraySlice(others, 1, {LONGEST - 2}), {BOUGHT}),
                                arraySlice(others, 1, {LONGEST - 1}))) AS path, count() AS n FROM (
  SELECT arraySort(groupArray((t, code))) AS own,
         arrayMap(e -> e.1, arrayFilter(e -> e.2 = {CART}, own)) AS added,
         arrayMap(e -> e.1, arrayFilter(e -> e.2 = {BOUGHT}, own)) AS bought,
         arrayFirst(b -> arrayExists(a -> a <= b AND b - a <= {DAY}, added), bought) AS came,
         if(came > 0, arrayMax(arrayFilter(a -> a <= came, added)),
            arrayFirst((one, other) -> other = 0 OR other - one > {DAY}, added,
                       arrayPushBack(arrayPopFront(added), 0))) AS start,
         if(came > 0, came, start + {DAY}) AS stop,
         arrayMap(e -> e.2, arrayFilter(
           e -> e.1 >= start AND e.1 <= stop AND e.2 != {CART} AND e.2 != {BOUGHT}, own)) AS others
  FROM b.ev GROUP BY person HAVING notEmpty(added)
) GROUP BY path"""
BETWEEN_DUCKDB_LISTS = f"""
WITH each AS (SELECT list({{'t': t, 'code': code}} ORDER BY t, code) AS own,
                     list(t ORDER BY t) FILTER (code = {CART}) AS added,
                     list(t ORDER BY t) FILTER (code = {BOUGHT}) AS bought
              FROM ev GROUP BY person HAVING count(*) FILTER (code = {CART}) > 0),
came AS (SELECT *, list_filter(bought, lambda b:
                       len(list_filter(added, lambda a: a <= b AND b - a <= {DAY})) > 0)[1] AS came
         FROM each),
begun AS (SELECT *, CASE WHEN came IS NOT NULL THEN list_max(list_filter(added, lambda a: a <= came))
                    ELSE list_filter(added, lambda a, i: i = len(added) OR added[i + 1] - a > {DAY})[1] END AS start
          FROM came),
went AS (SELECT came, list_transform(
           list_filter(own, lambda e: e.t >= start AND e.t <= coalesce(came, start + {DAY})
                                 AND e.code NOT IN ({CART}, {BOUGHT})), lambda e: e.code) AS others FROM begun)
SELECT list_concat([{CART}], CASE WHEN came IS NOT NULL THEN list_append(others[1:{LONGEST - 2}], {BOUGHT})
                             ELSE others[1:{LONGEST - 1}] END) AS path, count(*) AS n FROM went GROUP BY path"""
AFTER_DUCKDB_LISTS = f"""
WITH each AS (SELECT min(t) FILTER (code = {LOGIN}) AS t0,
                     list({{'t': t, 'code': code}} ORDER BY t, {_PLACE}) AS own
              FROM ev GROUP BY person HAVING count(*) FILTER (code = {LOGIN}) > 0)
SELECT list_transform(list_filter(own, lambda e: e.t >= t0 AND e.t <= t0 + {DAY})[1:{LONGEST}],
                      lambda e: e.code) AS path, count(*) AS n FROM each GROUP BY path"""
TOP = " ORDER BY n DESC, path LIMIT 10"


def main() -> int:
    """Measure; answers the exit code."""
    chosen = asked(__doc__)
    stream = clickstream(chosen.events)
    print(f"{len(stream.events):,} events of {stream.events.people.size:,} people, {THREADS} threads")
    with tempfile.TemporaryDirectory() as folder:
        path = parquet_of(stream, Path(folder))
        house, duck = ChDB(path, THREADS), DuckDB(path, THREADS)
    contest = Contest(chosen.runs, chosen.events)
    compare(
        contest, "paths between two events", stream, plan(CART, BOUGHT),
        {"chDB": (house, BETWEEN_CHDB), "DuckDB": (duck, BETWEEN_DUCKDB),
         "chDB, arrays": (house, BETWEEN_CHDB_ARRAYS), "DuckDB, lists": (duck, BETWEEN_DUCKDB_LISTS)},
    )  # fmt: skip
    compare(
        contest, "paths after an event", stream, plan(LOGIN),
        {"chDB": (house, AFTER_CHDB), "DuckDB": (duck, AFTER_DUCKDB),
         "chDB, arrays": (house, AFTER_CHDB_ARRAYS), "DuckDB, lists": (duck, AFTER_DUCKDB_LISTS)},
    )  # fmt: skip
    house.close()
    return 0


def plan(start: int, end: int | None = None) -> PathsPlan:
    """A day from `start` on, to `end` if there is one."""
    masks = np.full(len(NAMES), STEP, dtype=np.uint64)
    masks[start] |= np.uint64(START)
    if end is not None:
        masks[end] |= np.uint64(END)
    labels = np.arange(len(NAMES), dtype=np.int32)
    return PathsPlan(
        Matching(masks), labels, after=True, before=end is not None, longest=LONGEST, window_us=DAY, fold=False
    )  # fmt: skip


def compare(
    contest: Contest, title: str, stream: Clickstream, asking: PathsPlan, peers: Mapping[str, tuple[Any, str]]
) -> None:
    """Equal counts of all paths first, then the time of the ten first."""

    def mine() -> PathsSums:
        return summed(stream.buckets(), asking, paths_sums)

    counted: dict[tuple[int, ...], int] = {}
    for one in mine().top():
        counted[one.nodes] = counted.get(one.nodes, 0) + one.count
    for name, (house, sql) in peers.items():
        assert as_counts(house.ask(sql)) == counted, f"{name} counts otherwise"
    print(f"{title}: {len(counted):,} different ones of {sum(counted.values()):,} people")
    asks = {name: lambda house=house, sql=sql: house.ask(sql + TOP) for name, (house, sql) in peers.items()}
    contest.measure(title, {"suppilo": lambda: mine().top(10), **asks})


def as_counts(rows: Sequence[tuple[Any, ...]]) -> dict[tuple[int, ...], int]:
    """(path, how many): a path is a list, or as text [1,2]."""
    return {tuple(map(int, path.strip("[]").split(",") if isinstance(path, str) else path)): int(n) for path, n in rows}


if __name__ == "__main__":
    sys.exit(main())
