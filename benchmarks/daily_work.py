#!/usr/bin/env python
"""Run the benchmarks of what a business does all day, on SQLite and PostgreSQL; write what they printed as a page.

    python benchmarks/daily_work.py [--only outbox,ticks] [--small] [--write-only]

Each script runs in a process of its own on a database of its own, one after the other; nothing else should run on the
machine. `--small` runs fewer people and messages and writes no page. What was printed is kept in `--kept` (a line of
JSON each); `--write-only` measures nothing, and a script that runs again replaces what it printed before.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "src")]

from tests.real_parts import postgresql  # noqa: E402

PAGE = HERE.parent / "docs/reference/speed-of-daily-work.md"
#: Script -> what a reader asks, its options in full and when small.
SCRIPTS: dict[str, tuple[str, list[str], list[str]]] = {
    "outbox": (
        "How many messages a second leave?",
        ["--messages", "3000", "--connections", "40", "--rounds", "5", "--profile"],
        ["--messages", "500", "--rounds", "1"],
    ),
    "broadcast": (
        "Does a mail somebody waits for come soon while a broadcast runs?",
        ["--recipients", "100000", "--seconds", "1500"],
        ["--recipients", "2000"],
    ),
    "ticks": (
        "What does it cost when nothing is due?",
        ["--many", "1000000"],
        ["--many", "20000", "--ticks", "200"],
    ),
    "due_steps": (
        "How fast do people go through the steps of a journey?",
        ["--people", "20000"],
        ["--people", "2000", "--rounds", "1"],
    ),
    "segments": (
        "What does a change of many people cost their segments?",
        ["--touched", "10000", "--people", "1000000", "--runs", "1"],
        ["--touched", "500", "--people", "10000", "--runs", "1"],
    ),
}
HEAD = """# How fast the daily work is

Made by `python benchmarks/daily_work.py`: what each script in `benchmarks/` printed, on SQLite and on PostgreSQL, one
after the other on {machine}. Read the ratios; the head of each script says what is compared with what.
"""


def main() -> int:
    """Measure and write; answers the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(SCRIPTS))
    parser.add_argument("--databases", default="SQLite,PostgreSQL")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--kept", type=Path, default=Path("daily-work.jsonl"))
    parser.add_argument("--write-only", action="store_true")
    chosen = parser.parse_args()
    if not chosen.write_only:
        with postgresql.server(durable=True) as server:
            for script in chosen.only.split(","):
                for name in chosen.databases.split(","):
                    told = printed(script, name, server, small=chosen.small)
                    if not chosen.small:
                        keep(chosen.kept, script, name, told)
    if not chosen.small:
        PAGE.write_text(page(kept(chosen.kept)), encoding="utf-8")
        print(f"wrote {PAGE.name}")
    return 0


def printed(script: str, name: str, server: str, *, small: bool) -> str:
    """Run a script on a new database and answer what it printed, which is shown as it comes."""
    _, full, few = SCRIPTS[script]
    print(f"== {script}, {name}", flush=True)
    with database(name, server, script) as told:
        command = [sys.executable, str(HERE / f"{script}.py"), *(few if small else full)]
        begin = time.monotonic()
        process = subprocess.Popen(command, env={**os.environ, **told}, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            print("  " + line, end="", flush=True)
            lines.append(line)
        if process.wait():
            raise SystemExit(f"{script} failed on {name}.")
        print(f"  ({time.monotonic() - begin:.0f} s)", flush=True)
    return "".join(lines)


@contextmanager
def database(name: str, server: str, script: str) -> Iterator[dict[str, str]]:
    """The environment of a new, empty database."""
    with tempfile.TemporaryDirectory(prefix="suppilo-daily-") as home:
        told = {"SUPPILO_HOME": home}
        if name == "PostgreSQL":
            own = f"daily_{script}_{os.getpid()}"
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{own}"')
            told["SUPPILO_DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{own}"))
        yield told


def keep(path: Path, script: str, name: str, told: str) -> None:
    """Add what was printed."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"script": script, "database": name, "printed": told}) + "\n")


def kept(path: Path) -> dict[tuple[str, str], str]:
    """The newest of everything that was printed."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {(row["script"], row["database"]): row["printed"] for row in rows}


def page(told: dict[tuple[str, str], str]) -> str:
    """The whole page."""
    text = HEAD.format(machine=_machine())
    for script, (question, full, _) in SCRIPTS.items():
        found = [(name, told[script, name]) for name in ("SQLite", "PostgreSQL") if (script, name) in told]
        if found:
            text += f"\n## {question}\n\n`python benchmarks/{script}.py {' '.join(full)}`\n"
        for name, words in found:
            text += f"\n{name}:\n\n```\n{words.rstrip()}\n```\n"
    return text


def _machine() -> str:
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="ascii").splitlines()
        if line.startswith("model name")
    ]
    return f"{len(names) or os.cpu_count()} cores of an {names[0] if names else platform.machine()}"


if __name__ == "__main__":
    sys.exit(main())
