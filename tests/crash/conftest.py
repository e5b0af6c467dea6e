"""The stand that forks workers and the sink that takes their mail, one of each for all these tests."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.crash.post_office import Sink, listening
from tests.prepared import migrated
from tests.serving import ROOT, environment_for

LEADS = 3
KILLED = -9


@dataclass
class Stand:
    """Forks workers on copies of one prepared database."""

    process: subprocess.Popen[str]
    folder: Path
    sink: Sink
    is_sqlite: bool
    template: str
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def do(self, what: str, **more: Any) -> dict[str, Any]:
        """One command in a process of its own; `code` is -9 when it was killed."""
        return self.together([{"do": what, **more}])[0]

    def together(self, commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Commands at the same time, each in a process of its own; the sink kills the first, if it is to kill one."""
        assert self.process.stdin and self.process.stdout
        print(json.dumps(commands), file=self.process.stdin, flush=True)
        self.sink.victims = json.loads(self.process.stdout.readline())
        print("go", file=self.process.stdin, flush=True)
        answers: list[dict[str, Any]] = json.loads(self.process.stdout.readline())
        for answer in answers:
            assert answer["code"] in (0, KILLED), (commands, (self.folder / "stand.log").read_text()[-4000:])
        return answers

    def copy(self) -> str:
        """A fresh copy of the prepared database."""
        number = next(self.numbers)
        name = str(self.folder / f"copy{number}.sqlite3") if self.is_sqlite else f"{self.template}_{number}"
        self.do("clone", name=name)
        return name


def template(folder: Path, prefix: str = "stand") -> tuple[dict[str, str], bool, str]:
    """A database with tables where they are at hand: its environment, whether it is SQLite, and its name."""
    url = os.environ.get("SUPPILO_DATABASE_URL", "")
    if not url.startswith("postgres"):
        name = str(folder / "suppilo.sqlite3")
        migrated(Path(name))
        return {"SUPPILO_DATABASE_URL": f"sqlite:///{name}"}, True, name
    parts = urlsplit(url)
    name = f"{prefix}_{os.getpid()}"
    admin = urlunsplit(parts._replace(path="/postgres"))
    with psycopg.connect(admin, autocommit=True) as database:
        database.execute(f'DROP DATABASE IF EXISTS "{name}"')
        prepared = os.environ.get("SUPPILO_TEST_TEMPLATE")
        database.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{prepared}"' if prepared else ""))
    return {"SUPPILO_DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}"))}, False, name


@contextmanager
def forking(folder: Path, program: str, **prepared: Any) -> Iterator[Stand]:
    """A stand that runs `program`, and a sink for what its workers send."""
    database, is_sqlite, name = template(folder, program.rpartition(".")[2])
    with listening() as sink, (folder / "stand.log").open("w") as log:
        environment = environment_for(folder, SUPPILO_SMTP_URL=sink.url, **database)
        process = subprocess.Popen(
            [sys.executable, "-m", program],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        stand = Stand(process, folder, sink, is_sqlite, name)
        stand.do("prepare", **prepared)
        yield stand
        assert process.stdin
        process.stdin.close()
        process.wait(10)
        assert process.stdout
        process.stdout.close()


@pytest.fixture(scope="session")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """A prepared business whose leads nobody has worked on yet."""
    with forking(tmp_path_factory.mktemp("stand"), "tests.crash.stand", leads=LEADS) as made:
        yield made


@pytest.fixture
def copy(stand: Stand) -> Iterator[Callable[[], str]]:
    """Copies of the prepared database, removed afterwards."""
    made: list[str] = []

    def one() -> str:
        made.append(stand.copy())
        return made[-1]

    yield one
    for name in made:
        stand.do("drop", name=name)
