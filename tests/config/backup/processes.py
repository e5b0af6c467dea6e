"""Acts in processes, each with a folder and a database of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.prepared import migrated

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Place:
    """An installation: its folder and its database (empty: SQLite in the folder)."""

    home: Path
    url: str = ""

    def does(self, act: str, *words: object) -> Any:
        """Run one act of `acts.py` here and answer what it printed; those that begin a database begin with a copy."""
        database = self.home / "suppilo.sqlite3"
        if act in ("live", "older") and not self.url and not database.exists():
            migrated(database)
        done = self.run(sys.executable, "-m", "tests.config.backup.acts", act, *map(str, words))
        assert done.returncode == 0, done.stderr[-3_000:]
        return json.loads(done.stdout.splitlines()[-1])

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command here."""
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("SUPPILO_SECRET")},
            "SUPPILO_HOME": str(self.home),
            "SUPPILO_DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "suppilo.config.settings",
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        }
        return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
