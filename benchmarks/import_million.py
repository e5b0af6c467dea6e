"""Imports a made-up file of a million rows: rows a second, and peak memory over the idle process.

python benchmarks/import_million.py [--rows 1000000] [--format csv jsonl parquet] [--database URL]

The same rows in each format, each into a fresh SQLite file unless a database is given (then one format at a time).
Memory must not grow with the rows: compare `--rows 100000` with `--rows 1000000`.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import polars as pl
import psutil

ROOT = Path(__file__).resolve().parent.parent
MAPPING = """\
name: million
identifiers: { email: mail }
attributes: { first_name: name, city: city }
facts:
  - fact: lead_imported
    at: { column: created, zone: UTC }
    properties: { source: source }
"""
CITIES = ("Oslo", "Åbo", "Malmö", "Tromsø", "Aarhus", "Oulu", "Göteborg", "Bergen")


def write_csv(path: Path, rows: int) -> None:
    """So many rows; one in a hundred names somebody again, one in a thousand holds an impossible date."""
    chance = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        file.write("mail,name,city,created,source\n")
        for number in range(rows):
            who = chance.randrange(number) if number and number % 100 == 0 else number
            day = "2026-02-31" if number % 1_000 == 999 else f"2026-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}"
            file.write(f"p{who}@example.com,Person {who},{chance.choice(CITIES)},{day},ad{number % 7}\n")


def as_format(path: Path, kind: str) -> Path:
    """The rows of the CSV at `path` in another format, streamed, Parquet in groups of 100,000."""
    if kind == "csv":
        return path
    written, rows = path.with_suffix(f".{kind}"), pl.scan_csv(path, infer_schema=False)
    if kind == "jsonl":
        rows.sink_ndjson(written)
    else:
        rows.sink_parquet(written, row_group_size=100_000)
    return written


def child(path: Path) -> None:
    """The importing process: idle first, then the import; prints what it measured."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "suppilo.config.settings"
    import django

    django.setup()
    from suppilo.capture import operations
    from suppilo.config import migrating
    from suppilo.team import operations as team

    migrating.migrate()
    workspace = team.create_workspace(slug="million", name="Million")
    idle = psutil.Process().memory_info().rss
    peak, stop = [idle], threading.Event()

    def look() -> None:
        while not stop.wait(0.05):
            peak[0] = max(peak[0], psutil.Process().memory_info().rss)

    threading.Thread(target=look, daemon=True).start()
    began = time.perf_counter()
    report = operations.import_file(workspace_id=workspace.pk, path=path, mapping=MAPPING)
    seconds = time.perf_counter() - began
    stop.set()
    highest = max(peak[0], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
    assert report.adds_up()
    print(
        f"{path.suffix} rows {report.read:,}: created {report.created:,}, merged {report.merged:,},"
        f" refused {report.refused:,}"
    )
    print(f"{seconds:,.0f} s, {report.read / seconds:,.0f} rows a second")
    print(
        f"idle {idle / 1e6:.0f} MB, peak {highest / 1e6:.0f} MB, over idle {(highest - idle) / 1e6:.0f} MB", flush=True
    )


def main() -> None:
    """Write the file, then import it in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--format", nargs="+", choices=("csv", "jsonl", "parquet"), default=["csv"])
    parser.add_argument("--database", default="", help="SUPPILO_DATABASE_URL; a fresh SQLite file unless given")
    parser.add_argument("--child", type=Path)
    given = parser.parse_args()
    if given.child:
        child(given.child)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_csv(folder / "million.csv", given.rows)
        for kind in given.format:
            path = as_format(folder / "million.csv", kind)
            print(f"{path.stat().st_size / 1e6:.0f} MB of {kind}", flush=True)
            environment = {**os.environ, "SUPPILO_HOME": str(folder / f"home-{kind}"), "PYTHONPATH": str(ROOT / "src")}
            environment["SUPPILO_DATABASE_URL"] = given.database
            subprocess.run([sys.executable, __file__, "--child", str(path)], env=environment, check=True)


if __name__ == "__main__":
    main()
