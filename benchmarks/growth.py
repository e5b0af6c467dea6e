"""How the walk's time grows with events and with steps, what it holds in memory, and how long a first call takes.

python benchmarks/growth.py [--most 50000000] [--runs 5] [--skip-cold]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

THREADS = 2
os.environ["SUPPILO_THREADS"] = str(THREADS)

import numpy as np  # noqa: E402
from clickstream import NAMES, SECOND, Clickstream, clickstream  # noqa: E402
from contest import keep  # noqa: E402

import suppilo  # noqa: E402
from suppilo.kernel.events import Events  # noqa: E402

FIRST_CALL = """
import time; begin = time.perf_counter()
import numpy, suppilo
print(round(time.perf_counter() - begin, 2), end=" ")
import pandas
events = {"person": [1, 1, 2], "name": ["a", "b", "a"], "time": [0, 5, 9]}
frame = pandas.DataFrame(events)
begin = time.perf_counter()
assert suppilo.funnel(frame, steps=["a", "b"], window="1d").counts == [2, 1]
print(round(time.perf_counter() - begin, 2))
"""


def milliseconds(work: Callable[[], Any], runs: int) -> float:
    """The median of some runs, after one to warm up."""
    work()
    spent = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        spent.append((time.perf_counter() - begin) * 1000)
    return statistics.median(spent)


def ask(stream: Clickstream, steps: Sequence[str], **more: Any) -> Callable[[], Any]:
    """The whole question of the library: counts, medians, quartiles, open people."""
    return lambda: suppilo.funnel(stream, steps=list(steps), window="7d", **more)


def main() -> int:
    """Measure; answers the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=50_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--skip-cold", action="store_true")
    chosen = parser.parse_args()
    if not chosen.skip_cold:
        first_calls()
    by_steps(chosen.runs, min(10_000_000, chosen.most))
    busy_person(chosen.runs)
    by_events(chosen.most, chosen.runs)
    return 0


def first_calls() -> None:
    """Seconds of `import numpy, suppilo`, then of the first funnel, in a new process: before and after compiling."""
    for title in ("first process", "second process"):
        done = subprocess.run([sys.executable, "-c", FIRST_CALL], capture_output=True, text=True, check=True)
        print(f"{title:18} import and first call, seconds: {done.stdout.strip()}", flush=True)
    begun, called = done.stdout.split()
    keep({"kind": "first call", "import": float(begun), "call": float(called)})


def by_steps(runs: int, events: int) -> None:
    """More steps on the same events."""
    stream = clickstream(events)
    for many in (2, 3, 5, 8, 12, 20, 40):
        spent = milliseconds(ask(stream, [NAMES[step % len(NAMES)] for step in range(many)]), runs)
        print(f"{events:>12,} events  {many:>2} steps  {spent:>9,.1f} ms", flush=True)
        if many != 5:
            keep({"kind": "growth", "events": events, "steps": many, "ms": spent})


def busy_person(runs: int) -> None:
    """One person with a million events, a second apart and all in one second."""
    codes = np.random.default_rng(3).integers(0, len(NAMES), 1_000_000).astype(np.uint8)
    offsets, people = np.array([0, codes.size]), np.array([1])
    for title, times in (
        ("a second apart", np.arange(codes.size, dtype=np.int64) * SECOND),
        ("at one instant", np.zeros(codes.size, dtype=np.int64)),
    ):
        stream = Clickstream(Events(people, offsets, times, codes))
        print(f"one person, 1,000,000 events {title}: {milliseconds(ask(stream, NAMES[:5]), runs):,.1f} ms", flush=True)


def by_events(most: int, runs: int) -> None:
    """More events, and what the process holds beyond their arrays at its peak."""
    for events in (1_000_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000):
        if events > most:
            break
        stream = clickstream(events)
        with Watch() as watch:
            spent = milliseconds(ask(stream, NAMES[:5]), runs)
        print(
            f"{events:>12,} events   5 steps  {spent:>9,.1f} ms  {spent / events * 1e6:>6.2f} ns an event"
            f"  at most {watch.most:>6,.0f} MB beyond the events",
            flush=True,
        )
        keep({"kind": "growth", "events": events, "steps": 5, "ms": spent, "mb": watch.most})


class Watch:
    """The most memory that this process holds while the watch runs, beyond what it held before (MB)."""

    def __enter__(self) -> Watch:
        self.before, self.most, self.over = resident(), 0.0, threading.Event()
        self.thread = threading.Thread(target=self._look)
        self.thread.start()
        return self

    def _look(self) -> None:
        while not self.over.wait(0.002):
            self.most = max(self.most, resident() - self.before)

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()


def resident() -> float:
    """Megabytes of this process in memory now."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(main())
