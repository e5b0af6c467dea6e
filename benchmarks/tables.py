"""Run the benchmarks of the walk, twice each, and write what they printed as a page of the documentation.

    python benchmarks/tables.py [--events 10000000,50000000] [--times 2] [--rows FILE] [--write-only]

Each script runs in a process of its own, one after the other; nothing else should run on the machine. `--rows` keeps
what was measured (a line of JSON each) and goes on with a file that has some; `--write-only` measures nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from contest import ROWS

from suppilo.analysis.pictures import neutral
from suppilo.charts.bars import Bar, bars

HERE = Path(__file__).resolve().parent
PAGE, PICTURE = HERE.parent / "docs/reference/speed.md", HERE.parent / "docs/pictures/speed.svg"
SCRIPTS = ("funnel", "retention", "paths", "attribution", "store", "many_machines")
Row = dict[str, Any]

HEAD = """# How fast the walk is

Made by `python benchmarks/tables.py`, which runs the scripts in `benchmarks/` twice and writes this page. Each script
asserts equal answers first, then lets everybody answer the same question on the same events in turns and takes medians
of five. Read the ratios: the milliseconds are those of {machine}.

Peers: chDB {chdb} (ClickHouse in the process; its table is ordered by person and time), DuckDB {duckdb}, Polars
{polars} (its frame is ordered by person, time and step). Ours: NumPy {numpy}, Numba {numba}. All use two threads. The
events are made up (`benchmarks/clickstream.py`): power-law activity, visits, ties, a window that binds.

![How many times faster than its nearest peer, at {most} events](../pictures/speed.svg)
"""
COMPARED = """
## Against peers

"x" is how many times longer the other took, in the first and the second run. The floor is what summing the bytes takes
that the walk must read. Of the paths, both peers and we answer the ten most frequent; the others are counted too.

| work | against | {heads} |
|---|---|{lines}|
"""
CONTENDED = """
## What the store, fresh events and other processes cost

"x" is how much longer it took than the first line of its group.

| work | | {heads} |
|---|---|{lines}|
"""
GROWTH = """
## How it grows

Five steps with medians; then more steps on {few} events; then what one process holds beyond the events themselves.

| events | steps | ms, first and second run | most MB beyond the events |
|---|---|---|---|
"""
FIRST_CALL = """
## The first question of a process

Seconds of `import numpy, suppilo`, and of the first funnel after it (compiled loops already in the cache): {text}.
"""


def main() -> int:
    """Measure and write; answers the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", default="10000000,50000000")
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--rows", type=Path, default=Path("benchmark-rows.jsonl"))
    parser.add_argument("--write-only", action="store_true")
    chosen = parser.parse_args()
    sizes = [int(word) for word in chosen.events.split(",")]
    if not chosen.write_only:
        for _ in range(chosen.times):
            measure(sizes, chosen.rows)
    rows = [json.loads(line) for line in chosen.rows.read_text(encoding="utf-8").splitlines()]
    PAGE.write_text(page(rows), encoding="utf-8")
    PICTURE.write_text(picture(rows), encoding="utf-8")
    print(f"wrote {PAGE.name} and {PICTURE.name} from {len(rows)} rows")
    return 0


def measure(sizes: Sequence[int], rows: Path) -> None:
    """Every script once at every size; a failing one ends it all."""
    told = {**os.environ, ROWS: str(rows.resolve())}
    for events in sizes:
        for script in SCRIPTS:
            print(f"== {script}, {events:,} events", flush=True)
            subprocess.run([sys.executable, HERE / f"{script}.py", "--events", str(events)], env=told, check=True)
    print("== growth", flush=True)
    subprocess.run([sys.executable, HERE / "growth.py", "--most", str(max(sizes))], env=told, check=True)


def page(rows: Sequence[Row]) -> str:
    """The whole page."""
    sizes = sorted({row["events"] for row in rows if "who" in row})
    heads = " | ".join(f"{_millions(size)}: ms | x" for size in sizes)
    lines = "|".join(["---"] * (2 * len(sizes)))
    packages = {name: version(name) for name in ("chdb", "duckdb", "polars", "numpy", "numba")}
    text = HEAD.format(machine=_machine(), most=_millions(max(sizes)), **packages)
    text += COMPARED.format(heads=heads, lines=lines) + _table(rows, sizes, peers=True)
    text += CONTENDED.format(heads=heads, lines=lines) + _table(rows, sizes, peers=False)
    grown = [row for row in rows if row.get("kind") == "growth"]
    text += GROWTH.format(few=_millions(min(row["events"] for row in grown if row["steps"] != 5))) if grown else ""
    text += "".join(_growth(grown))
    calls = [row for row in rows if row.get("kind") == "first call"]
    if calls:
        text += FIRST_CALL.format(text="; ".join(f"{row['import']:.2f} and {row['call']:.2f}" for row in calls))
    return text


def _table(rows: Sequence[Row], sizes: Sequence[int], *, peers: bool) -> str:
    found: dict[tuple[str, str], dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if "who" in row and _first(rows, row["work"]).startswith("suppilo") == peers:
            found[row["work"], row["who"]][row["events"]].append(row)
    text = ""
    for (work, who), by_size in found.items():
        cells = []
        for size in sizes:
            some = by_size.get(size, [])
            cells.append(", ".join(f"{row['ms']:,.1f}" for row in some) or "-")
            ratios = ", ".join(f"{row['ratio']:.2f}" if row["ratio"] < 9.95 else f"{row['ratio']:.1f}" for row in some)
            cells.append("" if who == _first(rows, work) else ratios or "-")
        text += f"| {work if who == _first(rows, work) else ''} | {who} | {' | '.join(cells)} |\n"
    return text


def _first(rows: Iterable[Row], work: str) -> str:
    return str(next(row["who"] for row in rows if row.get("work") == work))


def _growth(rows: Sequence[Row]) -> Iterable[str]:
    found: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        found[row["events"], row["steps"]].append(row)
    for (events, steps), some in found.items():
        spent = ", ".join(f"{row['ms']:,.1f}" for row in some)
        held = f"{max(row['mb'] for row in some):,.0f}" if all("mb" in row for row in some) else ""
        yield f"| {events:,} | {steps} | {spent} | {held} |\n"


def picture(rows: Sequence[Row]) -> str:
    """Each work against its nearest peer, at the largest size: the smaller of the two runs."""
    most = max(row["events"] for row in rows if "who" in row)
    least: dict[str, tuple[float, str]] = {}
    for row in rows:
        if row.get("events") == most and "who" in row and _peer(rows, row):
            least[row["work"]] = min(least.get(row["work"], (row["ratio"], row["who"])), (row["ratio"], row["who"]))
    marks = [Bar(work, ratio, f"{ratio:.1f} x ({who})") for work, (ratio, who) in least.items()]
    return neutral(bars(f"Times faster than the nearest peer, {_millions(most)} events", "", marks))


def _peer(rows: Sequence[Row], row: Row) -> bool:
    first = _first(rows, row["work"])
    return first.startswith("suppilo") and row["who"] != first and not row["who"].startswith("floor")


def _millions(events: int) -> str:
    return f"{events // 1_000_000} M"


def _machine() -> str:
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="ascii").splitlines()
        if line.startswith("model name")
    ]
    return f"{len(names) or os.cpu_count()} cores of an {names[0] if names else platform.machine()}"


if __name__ == "__main__":
    sys.exit(main())
