"""The scripts in `benchmarks/` still run on today's code: small, each on a database of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.pure
@pytest.mark.long
@pytest.mark.parametrize("database", ["SQLite", "PostgreSQL"])
@pytest.mark.parametrize("script", ["outbox", "broadcast", "ticks", "due_steps", "segments"])
def test_a_script_of_the_daily_work_runs_small(script: str, database: str, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "SUPPILO_DATABASE_URL"}
    command = [sys.executable, "benchmarks/daily_work.py", "--small", "--only", script, "--databases", database]
    done = subprocess.run(
        command, cwd=ROOT, env=environment | {"SUPPILO_HOME": str(tmp_path)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
