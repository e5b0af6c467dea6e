"""The same walk over the same Parquet buckets: in one process, and by the workers of a Dask scheduler.

    python benchmarks/many_machines.py [--events 50000000] [--buckets 16] [--runs 5]

Two threads here, two worker processes of one thread there; equal counts are asserted first. Needs the extra `dask`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from clickstream import NAMES, clickstream
from contest import Contest
from distributed import Client, LocalCluster

import suppilo
from suppilo.analysis.parquet.exporting import export_buckets
from suppilo.analysis.parquet.reading import open_export
from suppilo.analysis.parquet.scheduling import on_dask


def main() -> int:
    """Measure; answers the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=50_000_000)
    parser.add_argument("--buckets", type=int, default=16)
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "events"
        begin = time.perf_counter()
        card = export_buckets(clickstream(chosen.events), folder, columns=("device", "channel"), buckets=chosen.buckets)
        size = sum(path.stat().st_size for path in folder.rglob("*.parquet")) / 1e6
        print(f"exported {card.events:,} events, {size:,.0f} MB, in {time.perf_counter() - begin:.1f} s")
        compare(folder, Contest(chosen.runs, chosen.events))
    return 0


def compare(folder: Path, contest: Contest) -> None:
    """The whole question each time: reading, walking, adding, medians."""

    def ask(events: Any) -> Any:
        return suppilo.funnel(events, steps=list(NAMES[:5]), window="7d")

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as machines,
        Client(machines) as client,
    ):
        here, there = open_export(folder), on_dask(folder, client)
        counts = ask(here).counts
        assert counts == ask(there).counts, "the answers differ"
        print(f"counts {counts}")
        contest.measure(
            "five steps, medians",
            {"one process, two threads": lambda: ask(here), "Dask, two workers": lambda: ask(there)},
        )


if __name__ == "__main__":
    sys.exit(main())
