"""Contenders side by side in one run: each round lets every one of them work once, medians and ratios are printed."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Contest:
    """Collects what was measured, and prints it."""

    runs: int = 5
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
                "who": name,
                "ms": round(medians[name], 2),
                "least": round(min(times), 2),
                "most": round(max(times), 2),
                "ratio": round(medians[name] / base, 2),
            }
            self.rows.append(row)
            print(
                f"{title:46} {name:34} {row['ms']:>10,.1f} ms  ({row['least']:,.1f} to {row['most']:,.1f})"
                f"  x{row['ratio']:,.2f}",
                flush=True,
            )
        return medians

    def print_json(self) -> None:
        """All rows, for a machine."""
        print(json.dumps(self.rows))
