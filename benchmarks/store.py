"""The store on disk against arrays in memory, and fresh events laid over it, in one run.

    python benchmarks/store.py [--events 10000000] [--runs 5] [--json]

A made-up clickstream is written as a store of 16 buckets, mapped, and walked by two threads: five steps with a window,
with counts and with the gaps for medians. The same arrays copied into memory are asked the same. Then 100,000 fresh
events (a tenth of them of new people) are laid over the store by ten deltas, and it is asked before and after they are
taken into the base. Equal counts are asserted first. Read the ratios; the milliseconds are this machine's.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

THREADS = int(os.environ.setdefault("SUPPILO_THREADS", "2"))

import numpy as np  # noqa: E402
from clickstream import CHANNELS, DAY, DEVICES, NAMES, Clickstream, clickstream  # noqa: E402
from contest import Contest  # noqa: E402

from suppilo.analysis.running import summed  # noqa: E402
from suppilo.analysis.store.growing import gone_on  # noqa: E402
from suppilo.analysis.store.opening import open_store  # noqa: E402
from suppilo.analysis.store.runs import Rows, sorted_run  # noqa: E402
from suppilo.analysis.store.writing import write_store  # noqa: E402
from suppilo.kernel.events import Events  # noqa: E402
from suppilo.kernel.matching import Matching  # noqa: E402
from suppilo.kernel.walk import WalkPlan, WalkSums, walk_sums  # noqa: E402

FRESH = 100_000


def main() -> int:
    """Measure; answers the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--buckets", type=int, default=16)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    contest = Contest(chosen.runs, chosen.events)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stream = clickstream(chosen.events)
        written(stream, folder, chosen.buckets)
        mapped_against_memory(contest, folder, stream)
        laid_over(contest, folder, stream)
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    if chosen.json:
        contest.print_json()
    return 0


def written(stream: Clickstream, folder: Path, buckets: int) -> None:
    """The clickstream as a store."""
    events = stream.events
    columns = {
        "device": (events.columns["device"], DEVICES[1:]),
        "channel": (events.columns["channel"], CHANNELS[1:]),
    }
    begin = time.perf_counter()
    write_store(
        folder,
        persons=stream.persons(),
        times=events.times,
        codes=events.codes,
        names=NAMES,
        columns=columns,
        buckets=buckets,
    )
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    print(f"wrote {len(events):,} events, {size:,.0f} MB, in {time.perf_counter() - begin:.1f} s")
    begin = time.perf_counter()
    open_store(folder).buckets()
    print(f"opened in {(time.perf_counter() - begin) * 1000:.1f} ms, {THREADS} threads")


def plan(*, timed: bool) -> WalkPlan:
    """Five steps within seven days."""
    masks = np.zeros(len(NAMES), dtype=np.uint64)
    masks[:5] = [1, 2, 4, 8, 16]
    return WalkPlan(Matching(masks), 5, window_us=7 * DAY, timed=timed)


def asking(buckets: Sequence[Events], asked: WalkPlan) -> Callable[[], WalkSums]:
    """The walk over everything."""
    return lambda: summed(buckets, asked, walk_sums)


def copied(events: Events) -> Events:
    """The same in memory."""
    columns = {key: _own(array) for key, array in events.columns.items()}
    people, offsets, times, codes = (_own(one) for one in (events.people, events.offsets, events.times, events.codes))
    return Events(people, offsets, times, codes, columns)


def _own(array: Any) -> Any:
    own = np.array(array)
    own.flags.writeable = False
    return own


def mapped_against_memory(contest: Contest, folder: Path, stream: Clickstream) -> None:
    """Warm: every page has been touched."""
    mapped = open_store(folder).buckets()
    memory = [copied(one) for one in mapped]
    for title, timed in (("store, counts", False), ("store, counts and gaps", True)):
        asked = plan(timed=timed)
        counts = [asking(some, asked)().counts for some in (mapped, memory, stream.buckets())]
        assert counts[0] == counts[1] == counts[2], counts
        contest.measure(
            title,
            {
                "arrays in memory, same buckets": asking(memory, asked),
                "store, mapped": asking(mapped, asked),
                "store, opened for the question": lambda asked=asked: asking(open_store(folder).buckets(), asked)(),
                "arrays in memory, one bucket": asking(stream.buckets(), asked),
            },
        )


def laid_over(contest: Contest, folder: Path, stream: Clickstream) -> None:
    """Fresh events over the base, against the same events in the base."""
    bare = open_store(folder).buckets()
    store = gone_on(folder)
    random = np.random.default_rng(2)
    known, last = stream.events.people.size, int(stream.events.times.max())
    for part in range(10):
        size = FRESH // 10
        persons = np.where(
            random.random(size) < 0.9,
            random.integers(1, known + 1, size),
            random.integers(known + 1, known + FRESH // 20, size),
        )
        rows = Rows(
            persons,
            last + random.integers(-DAY, DAY, size) // 1_000_000 * 1_000_000,
            random.integers(0, len(NAMES), size).astype(np.uint8),
            np.arange(size) + 10**12 + part * size,
            {},
        )
        store.append(sorted_run(rows, buckets=store.manifest.buckets), note={})
    laid = open_store(folder).buckets()
    begin = time.perf_counter()
    for bucket in range(store.manifest.buckets):
        store.compact(bucket)
    print(f"compacted all buckets in {time.perf_counter() - begin:.1f} s")
    whole = open_store(folder).buckets()
    for title, timed in (("fresh, counts", False), ("fresh, counts and gaps", True)):
        asked = plan(timed=timed)
        assert asking(laid, asked)().counts == asking(whole, asked)().counts, "the answers differ"
        contest.measure(
            title,
            {
                "without them": asking(bare, asked),
                f"{FRESH:,} laid over": asking(laid, asked),
                "taken into the base": asking(whole, asked),
            },
        )


if __name__ == "__main__":
    sys.exit(main())
