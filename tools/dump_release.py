"""Keeps a release's database with demo rows, so that later releases can show that they upgrade it.

    python tools/dump_release.py sqlite|postgresql

Writes tests/upgrade/<version>.<database>.sql.gz and tests/upgrade/<version>.json (what `suppilo report` said). For
PostgreSQL, SUPPILO_DATABASE_URL names an empty database, and pg_dump must be on the path.
"""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from suppilo import __version__

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "upgrade"
VISITORS = "400"


def suppilo(*words: str, home: str) -> str:
    """Run a command of the release in a home of its own."""
    environment = {**os.environ, "SUPPILO_HOME": home}
    return subprocess.run(
        [sys.executable, "-m", "suppilo", *words], env=environment, check=True, text=True, stdout=subprocess.PIPE
    ).stdout


def lines(database: str, home: str) -> Iterator[str]:
    """The database as SQL."""
    if database == "sqlite":
        with sqlite3.connect(Path(home) / "suppilo.sqlite3") as connection:
            yield from connection.iterdump()
        return
    command = ["pg_dump", "--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=500"]
    dumped = subprocess.run(
        [*command, os.environ["SUPPILO_DATABASE_URL"]], check=True, text=True, stdout=subprocess.PIPE
    ).stdout
    # Newer versions of pg_dump write commands of psql's own, which older ones do not know.
    yield from (line for line in dumped.splitlines() if not line.startswith("\\"))


def main(database: str) -> None:
    """Make the demo, dump it, and keep what its report said."""
    with tempfile.TemporaryDirectory() as home:
        suppilo("demo", "--visitors", VISITORS, home=home)
        said = json.loads(suppilo("report", "coffee", "--json", home=home))
        text = "\n".join(lines(database, home)) + "\n"
    target = FOLDER / f"{__version__}.{database}.sql.gz"
    target.write_bytes(gzip.compress(text.encode(), mtime=0))
    counts = {"walk": said["walk"], "standing": said["standing"]}
    (FOLDER / f"{__version__}.{database}.json").write_text(json.dumps(counts, indent=2) + "\n")
    print(f"{target.name}: {target.stat().st_size:,} bytes; {counts}")


if __name__ == "__main__":
    main(sys.argv[1])
