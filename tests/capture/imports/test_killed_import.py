"""An import killed at any moment, run again, ends where an undisturbed one ends. Real processes, kill -9.

The same rows as CSV, JSON lines and Parquet; every hundredth is refused.
"""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from tests.large_numbers import share_of
from tests.prepared import begun, migrated

ROOT = Path(__file__).resolve().parents[3]
MAPPING = """\
name: crm
joins:
  orders: { file: orders.csv, key: id }
identifiers: { external: id, email: mail }
attributes: { city: city }
facts:
  - fact: lead_imported
    at: created
    properties: { source: city }
  - fact: deal_won
    when: orders.day
    at: orders.day
    id: orders.number
"""
ROWS, BAD = 3_000, range(50, 3_000, 100)
FORMATS = ("csv", "jsonl", "parquet")
State = dict[str, object]


def environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "SUPPILO_HOME": str(home),
        "SUPPILO_DATABASE_URL": f"sqlite:///{home / 'suppilo.sqlite3'}",
        "LANG": "C",
    }


def suppilo(home: Path, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "suppilo", *words]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.Popen(command, cwd=home, env=environment(home), start_new_session=True, **pipes)


def done(home: Path, *words: str) -> str:
    process = suppilo(home, *words)
    said = process.communicate(timeout=300)[0].decode()
    assert process.returncode == 0, said[-3000:]
    return said


@pytest.fixture(scope="module")
def leads(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("leads")
    rows = [
        {"id": str(n), "mail": f"p{n}@example.com", "city": "Oslo" if n % 3 else "Åbo", "created": created(n)}
        for n in range(ROWS)
    ]
    pl.DataFrame(rows).write_csv(folder / "leads.csv")
    pl.DataFrame(rows).write_parquet(folder / "leads.parquet", row_group_size=700)
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    for bad in BAD[::2]:
        lines[bad] = lines[bad][:-5]  # cut off, as a full disk leaves it
    (folder / "leads.jsonl").write_text("\n".join(lines) + "\n")
    orders = [f"N{n},{n},2026-02-{n % 28 + 1:02}" for n in range(0, ROWS + 50, 7)]
    (folder / "orders.csv").write_text("number,id,day\n" + "\n".join(orders) + "\n")
    (folder / "mapping.yaml").write_text(MAPPING)
    return folder


def created(n: int) -> str:
    """A day; for a row that is to be refused one that no month has."""
    return "2026-02-31" if n in BAD else f"2026-01-{n % 30 + 1:02}"


def home_with_workspace(folder: Path) -> Path:
    begun(folder, "crm", _workspace)
    return folder


def _workspace(home: Path) -> None:
    migrated(home / "suppilo.sqlite3")
    done(home, "workspace", "add", "crm", "--name", "CRM")


def import_words(leads: Path, kind: str = "csv") -> list[str]:
    return ["import", str(leads / f"leads.{kind}"), "-m", str(leads / "mapping.yaml"), "--refused", "refused.csv"]


def end_state(home: Path) -> State:
    """Everything that an import leaves, without ids and times of the machine."""
    database = sqlite3.connect(home / "suppilo.sqlite3")
    queries = {
        "people": "SELECT count(*) FROM people_person",
        "identifiers": "SELECT kind, value FROM people_identifier ORDER BY 1, 2",
        "attributes": "SELECT i.value, a.key, a.text FROM people_attribute a JOIN people_identifier i"
        " ON i.person_id = a.person_id AND i.kind = 'external' ORDER BY 1, 2",
        "facts": "SELECT i.value, e.name, e.at, e.properties FROM events_event e JOIN people_identifier i"
        " ON i.person_id = e.person_id AND i.kind = 'external' WHERE e.source = 'import:crm'"
        " AND e.name IN ('lead_imported', 'deal_won') ORDER BY 1, 2, 3",
        "changes": "SELECT name, count(*) FROM events_event GROUP BY 1 ORDER BY 1",
        "run": "SELECT state, rows_read, created, merged, unchanged, refused FROM capture_importrun",
    }
    state: State = {name: database.execute(query).fetchall() for name, query in queries.items()}
    database.close()
    state["refused"] = (home / "refused.csv").read_text()
    return state


def kill_when_it_has_read(process: subprocess.Popen[bytes], home: Path, rows: int, pause: float) -> bool:
    """kill -9 once the run's position has passed `rows` and a moment more; False when it ended first."""
    database = sqlite3.connect(f"file:{home / 'suppilo.sqlite3'}?mode=ro", uri=True, timeout=20)
    try:
        while process.poll() is None:
            row = database.execute("SELECT rows_read FROM capture_importrun").fetchone()
            if row and row[0] >= rows:
                time.sleep(pause)
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
                return process.returncode == -signal.SIGKILL
            time.sleep(0.005)
    finally:
        database.close()
    process.communicate()
    return False


@pytest.fixture(scope="module")
def undisturbed(leads: Path, tmp_path_factory) -> dict[str, State]:
    """Where the import of each format ends when nobody kills it."""
    states = {}
    for kind in FORMATS:
        home = home_with_workspace(tmp_path_factory.mktemp("undisturbed") / kind)
        said = done(home, *import_words(leads, kind))
        assert "3,000" in said
        states[kind] = end_state(home)
    return states


def survive(leads: Path, home: Path, kind: str, seed: int, undisturbed: State) -> None:
    chance = random.Random(f"{kind} {seed}")
    kills = 0
    for at in sorted(chance.sample(range(0, ROWS - 200), 3)):
        process = suppilo(home, *import_words(leads, kind))
        kills += kill_when_it_has_read(process, home, at, chance.random() * 0.1)
    said = done(home, *import_words(leads, kind))
    assert kills and "Went on after row" in said
    assert end_state(home) == undisturbed


@pytest.mark.crash
@pytest.mark.sqlite
@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=[] if kind == "csv" else pytest.mark.long) for kind in FORMATS]
)
def test_an_import_killed_three_times_ends_like_one_that_was_not(leads, tmp_path, kind, undisturbed):
    survive(leads, home_with_workspace(tmp_path / "home"), kind, 0, undisturbed[kind])


@pytest.mark.crash
@pytest.mark.sqlite
@pytest.mark.long
@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("seed", range(1, 1 + share_of(8)))
def test_an_import_killed_by_many_more_seeds_ends_like_one_that_was_not(leads, tmp_path, kind, seed, undisturbed):
    survive(leads, home_with_workspace(tmp_path / "home"), kind, seed, undisturbed[kind])


@pytest.mark.crash
@pytest.mark.sqlite
def test_three_formats_of_the_same_rows_end_alike_and_name_the_same_refused_rows(undisturbed):
    """CSV counts its header line, so that its rows are one line further down."""
    for kind, first in (("csv", 2), ("jsonl", 1), ("parquet", 1)):
        kept = [row for row in csv.DictReader(str(undisturbed[kind]["refused"]).splitlines()) if "leads" in row["file"]]
        assert [int(row["line"]) - first for row in kept] == list(BAD), kind
        came = {key: value for key, value in undisturbed[kind].items() if key != "refused"}
        assert came == {key: value for key, value in undisturbed["csv"].items() if key != "refused"}


@pytest.mark.crash
@pytest.mark.sqlite
def test_two_processes_cannot_run_the_same_import_at_once(leads, tmp_path):
    home = home_with_workspace(tmp_path / "home")
    first = suppilo(home, *import_words(leads))
    try:
        deadline = time.monotonic() + 60
        while not list((home / "locks").glob("*.lock")) and time.monotonic() < deadline:
            time.sleep(0.02)
        first.send_signal(signal.SIGSTOP)  # it holds the lock, however fast imports become
        second = suppilo(home, *import_words(leads))
        said = second.communicate(timeout=120)[0].decode()
        assert second.returncode == 1 and "running in another process" in said
    finally:
        first.send_signal(signal.SIGCONT)
        first.communicate(timeout=300)
    assert first.returncode == 0
