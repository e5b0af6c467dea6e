"""The funnel walk against its peers: counts, the general case, medians, filters and breakdowns, and the memory floor.

    python benchmarks/funnel.py [--events 10000000] [--runs 5] [--json] [--skip-joins]

Five steps within seven days over a made-up clickstream (see clickstream.py) whose window binds and that has ties. All
answer the same question on the same data with two threads, one after the other in each round; equal counts are asserted
first. Needs the extra `benchmarks`.
"""

from __future__ import annotations

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
from contest import Contest, asked  # noqa: E402
from floor import sum_bytes  # noqa: E402
from peers import ChDB, DuckDB, Polars, counts_of, funnel_by_fills, parquet_of, timed_by_joins, window_funnel  # noqa: E402

import suppilo  # noqa: E402
from suppilo import Event  # noqa: E402
from suppilo.analysis.running import summed  # noqa: E402
from suppilo.kernel.matching import Matching  # noqa: E402
from suppilo.kernel.walk import WalkPlan, WalkSums, walk_sums  # noqa: E402
from suppilo.kernel.walk.reference import walk_one  # noqa: E402

WINDOW = 7 * DAY
STEPS = NAMES[:5]
FAST = [f"code = {code}" for code in range(5)]
#: One event may serve two steps: a view is also a click, a cart also a checkout ...
OVERLAPS: tuple[tuple[int, ...], ...] = ((0, 7), (7, 1), (1, 2), (2, 3), (3, 4))
GENERAL = [f"code IN {codes}" for codes in OVERLAPS]


def main() -> int:
    """Measure everything; answers the exit code."""
    chosen = asked(__doc__, json="rows for a machine", skip_joins="leave out the SQL that also gives medians")
    stream = clickstream(chosen.events)
    print(f"{len(stream.events):,} events of {stream.events.people.size:,} people, {THREADS} threads")
    contest = Contest(chosen.runs, chosen.events)
    with tempfile.TemporaryDirectory() as folder:
        path = parquet_of(stream, Path(folder))
        house = ChDB(path, THREADS)
        frame = Polars(path)
        duck = None if chosen.skip_joins else DuckDB(path, THREADS)
    fast(contest, stream, house, frame)
    del frame
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


def plan(
    codes: Sequence[tuple[int, ...]], *, timed: bool = False, rows: bool = False, void: int | None = None
) -> WalkPlan:
    """Our question: a step matches any of its codes; `void` is a code that voids a try anywhere in it."""
    masks = np.zeros(len(NAMES), dtype=np.uint64)
    for step, some in enumerate(codes):
        masks[list(some)] |= np.uint64(1 << step)
    if void is not None:
        masks[void] |= np.uint64(1 << len(codes))
    exclusions = () if void is None else ((1, len(codes)),)
    return WalkPlan(Matching(masks), len(codes), window_us=WINDOW, timed=timed, rows=rows, exclusions=exclusions)


def ours(stream: Clickstream, asked: WalkPlan) -> Callable[[], WalkSums]:
    """The walk over everything."""
    return lambda: summed(stream.buckets(), asked, walk_sums)


def fast(contest: Contest, stream: Clickstream, house: ChDB, frame: Polars) -> None:
    """Counts, no event matching two steps."""
    walk = ours(stream, plan([(code,) for code in range(5)]))
    sql = window_funnel(WINDOW, FAST, where="code < 5")
    mine, theirs = walk().counts, counts_of(house.ask(sql), 5)
    fills = funnel_by_fills(frame.frame, WINDOW, range(5))
    filled = [int(str(people)) for people in frame.ask(fills)[0]]
    print(f"counts {mine}; windowFunnel {theirs}; Polars {filled}")
    assert mine == theirs == filled, "the peers disagree"
    arrays: list[Any] = [stream.events.times, stream.events.codes]
    contest.measure(
        "counts",
        {
            "suppilo": walk,
            "floor: summing the same bytes": lambda: sum_bytes(arrays, THREADS),
            "chDB windowFunnel (strict_once)": lambda: house.ask(sql),
            "Polars, filled forward": lambda: frame.ask(fills),
            "chDB windowFunnel (default)": lambda: house.ask(window_funnel(WINDOW, FAST, where="code < 5", mode="")),
        },
    )


def general(contest: Contest, stream: Clickstream, house: ChDB) -> None:
    """Counts, steps that share events; whoever the peer counts otherwise is settled by the reference."""
    where = "code IN (0, 1, 2, 3, 4, 7)"
    sql = window_funnel(WINDOW, GENERAL, where=where)
    walk = ours(stream, plan(OVERLAPS))
    mine, theirs = walk().counts, counts_of(house.ask(sql), 5)
    print(f"counts {mine}; windowFunnel {theirs}")
    settle(stream, house, where)
    contest.measure("general case", {"suppilo": walk, "chDB windowFunnel (strict_once)": lambda: house.ask(sql)})


def settle(stream: Clickstream, house: ChDB, where: str) -> None:
    """Count the people whose depth differs, and let the slow reference say who is right."""
    rows = ours(stream, plan(OVERLAPS, rows=True))().rows
    assert rows is not None
    depth = np.zeros(int(stream.events.people.max()) + 1, dtype=np.int64)
    depth[rows.people] = rows.depth
    levels = house.ask(
        f"SELECT person, windowFunnel({WINDOW}, 'strict_once')(t, {', '.join(GENERAL)}) AS level FROM b.ev"
        f" WHERE {where} GROUP BY person HAVING level > 0"
    )
    other = np.zeros_like(depth)
    pairs = np.array(levels, dtype=np.int64).reshape(-1, 2)
    other[pairs[:, 0]] = pairs[:, 1]
    differ = np.flatnonzero(depth != other)
    some = differ[:200]
    right = sum(reference_depth(stream, int(person)) == depth[person] for person in some)
    print(f"counted otherwise by windowFunnel: {differ.size:,} people; settled {some.size}, ours is right in {right}")
    assert right == some.size, "the reference says otherwise"


def reference_depth(stream: Clickstream, person: int) -> int:
    """How far one person came, by the slow, obvious rule."""
    events, row = stream.events, person - 1
    own = slice(int(events.offsets[row]), int(events.offsets[row + 1]))
    masks = plan(OVERLAPS).matching.names[events.codes[own]]
    found = walk_one(
        [(int(at), int(mask)) for at, mask in zip(events.times[own], masks, strict=True) if mask],
        steps=5,
        window=WINDOW,
    )
    return found.depth


def excluded(contest: Contest, stream: Clickstream) -> None:
    """Counts with an event that voids a try; about a tenth of the people have one."""
    error = NAMES.index("error")
    touched = np.add.reduceat(stream.events.codes == error, stream.events.offsets[:-1]) > 0
    print(f"people with an exclusion event: {touched.mean():.0%}")
    contest.measure("counts with exclusions", {"suppilo": ours(stream, plan([(c,) for c in range(5)], void=error))})


def broken_down(contest: Contest, stream: Clickstream, house: ChDB) -> None:
    """Only phones, broken down by the channel of the first step."""
    phone = DEVICES.index("phone")
    steps = [Event(name, where={"device": "phone"}) for name in STEPS]

    def mine() -> Any:
        return suppilo.funnel(stream, steps=steps, window="7d", breakdown="channel", breakdown_value=suppilo.Step(1))

    sql = (
        "SELECT channel, level, count() FROM (SELECT person, argMinIf(channel, t, code = 0) AS channel,"
        f" windowFunnel({WINDOW}, 'strict_once')(t, {', '.join(FAST)}) AS level FROM b.ev"
        f" WHERE code < 5 AND device = {phone} GROUP BY person) WHERE level > 0 GROUP BY channel, level"
    )
    theirs = counts_of([row[1:] for row in house.ask(sql)], 5)
    print(f"counts {mine().counts}; windowFunnel {theirs}")
    assert mine().counts == theirs, "the peers disagree"
    contest.measure("filter and breakdown", {"suppilo": mine, "chDB windowFunnel": lambda: house.ask(sql)})


def timed(contest: Contest, stream: Clickstream, house: ChDB, duck: DuckDB) -> None:
    """Counts, medians and quartiles."""
    inner = timed_by_joins(WINDOW, range(5), dialect="duckdb", table="ev")
    other = timed_by_joins(WINDOW, range(5), dialect="chdb", table="b.ev")

    def mine() -> Any:
        return suppilo.funnel(stream, steps=list(STEPS), window="7d")

    answer, row = mine(), duck.ask(inner)[0]
    assert answer.counts == [int(str(n)) for n in row[:5]], "the peers disagree"
    medians = [round(one.median, 6) for one in answer.seconds[1:]]
    assert medians == [round(float(str(value)) / 1e6, 6) for value in row[5::3]], "the medians differ"
    assert answer.counts == [int(n) for n in house.ask(other)[0][:5]], "the peers disagree"
    contest.measure(
        "counts, medians and quartiles",
        {
            "suppilo.funnel": mine,
            "DuckDB ASOF joins": lambda: duck.ask(inner),
            "chDB ASOF joins": lambda: house.ask(other),
        },
    )


if __name__ == "__main__":
    sys.exit(main())
