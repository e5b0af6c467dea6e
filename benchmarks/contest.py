"""Contenders side by side in one run: each round lets every one of them work once, medians and ratios are printed."""

from __future__ import annotations

import json
import os
import statistics
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: A file named here gets every row, a line of JSON each, for `tables.py`.
ROWS = "SUPPILO_BENCHMARK_ROWS"


def asked(description: str | None, **flags: str) -> Namespace:
    """What the command line says: `events`, `runs` and flags (name -> help)."""
    parser = ArgumentParser(description=description)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=5)
    for name, text in flags.items():
        parser.add_argument("--" + name.replace("_", "-"), action="store_true", help=text)
    return parser.parse_args()


def keep(row: Mapping[str, Any]) -> None:
    """Append a row to the file that `SUPPILO_BENCHMARK_ROWS` names, if it does."""
    if path := os.environ.get(ROWS):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")


@dataclass
class Contest:
    """Collects what was measured, and prints it."""

    runs: int = 5
    events: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)

    def measure(
        self, title: str, contenders: Mapping[str, Callable[[], Any]], *, against: str | None = None
    ) -> dict[str, float]:
        """Median milliseconds of each contender after one warm-up; ratios are theirs to the first's (or `against`)."""
        spent: dict[str, list[float]] = {name: [] for name in contenders}
        for work in contenders.values():
            work()
        for _ in range(self.runs):
            for name, work in contenders.items():
                begin = time.perf_counter()
                work()
                spent[name].append((time.perf_counter() - begin) * 1000)
        medians = {name: statistics.median(times) for name, times in spent.items()}
        base = medians[against or next(iter(contenders))]
        for name, times in spent.items():
            row = {
                "work": title,
                "events": self.events,
                "who": name,
                "ms": round(medians[name], 2),
                "least": round(min(times), 2),
                "most": round(max(times), 2),
                "ratio": round(medians[name] / base, 3),
            }
            self.rows.append(row)
            keep(row)
            print(
                f"{title:46} {name:34} {row['ms']:>10,.1f} ms  ({row['least']:,.1f} to {row['most']:,.1f})"
                f"  x{row['ratio']:,.2f}",
                flush=True,
            )
        return medians

    def print_json(self) -> None:
        """All rows, for a machine."""
        print(json.dumps(self.rows))
