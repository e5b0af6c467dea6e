"""A SQLite database with all its tables: migrated once for a whole run, copied to wherever a test begins with one."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def migrated(database: Path) -> None:
    """Put an empty database there, as `suppilo migrate` leaves it; what lay there before is gone."""
    database.parent.mkdir(parents=True, exist_ok=True)
    for end in ("-wal", "-shm"):
        Path(f"{database}{end}").unlink(missing_ok=True)
    shutil.copyfile(once("migrated", _migrate) / "suppilo.sqlite3", database)


def begun(home: Path, name: str, make: Callable[[Path], None]) -> None:
    """Fill `home` with a copy of what `make` makes."""
    shutil.copytree(once(name, make), home, dirs_exist_ok=True)


def once(name: str, make: Callable[[Path], None]) -> Path:
    """The folder of that name, filled by `make` in whichever process of the run needs it first; the others wait."""
    shared = Path(os.environ["SUPPILO_TEST_PREPARED"])
    made = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            half = shared / f"{name}.half"
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir()
            make(half)
            half.rename(made)
    return made


def _migrate(folder: Path) -> None:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SUPPILO_")}
    environment = {**kept, "PYTHONPATH": str(ROOT / "src"), "SUPPILO_HOME": str(folder)}
    subprocess.run(
        [sys.executable, "-m", "suppilo", "migrate"], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )
    with closing(sqlite3.connect(folder / "suppilo.sqlite3")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
