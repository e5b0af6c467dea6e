"""The store survives kill -9 at any touch of its files: building, deltas, compaction, merges, erasure, rebuilding."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.crash.conftest import KILLED, template
from tests.large_numbers import share_of
from tests.serving import ROOT, environment_for

pytestmark = pytest.mark.crash
KILLS_A_SEED = 4


class Stand:
    """Tells the forking process what its next child is to do."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process, self.log = process, log

    def do(self, what: str, **more: Any) -> int:
        """How the child ended: 0, or -9 when it was killed."""
        assert self.process.stdin and self.process.stdout
        print(json.dumps({"do": what, **more}), file=self.process.stdin, flush=True)
        code = int(json.loads(self.process.stdout.readline())["code"])
        assert code in (0, KILLED), (what, more, self.log.read_text()[-4000:])
        return code


@contextmanager
def standing(tmp_path_factory: pytest.TempPathFactory, name: str) -> Iterator[Stand]:
    """The process `tests.crash.<name>_stand` with a database of its own, prepared."""
    folder = tmp_path_factory.mktemp(name)
    database, _, _ = template(folder, name)
    with (
        (folder / "stand.log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-m", f"tests.crash.{name}_stand"],
            cwd=ROOT,
            env=environment_for(folder, **database),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        made = Stand(process, folder / "stand.log")
        assert made.do("prepare") == 0
        yield made


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    with standing(tmp_path_factory, "store") as made:
        yield made


def survive(stand: Stand, seed: int) -> int:
    """Kill a workspace's writer again and again; answers how often it died. The store equals the log each time."""
    chance = random.Random(seed)
    kills = 0
    for turn in range(KILLS_A_SEED):
        life = {"workspace": seed + 1, "seed": seed * 100 + turn, "turns": 8, "kill_at": chance.randint(1, 60)}
        kills += stand.do("live", **life) == KILLED
        assert stand.do("settle", workspace=seed + 1) == 0
    return kills


@pytest.mark.long_on_postgresql  # what is killed here writes files, not rows
def test_a_store_whose_writer_is_killed_equals_the_log_afterwards(stand: Stand):
    assert sum(survive(stand, seed) for seed in range(10)) > 20


@pytest.mark.long
@pytest.mark.parametrize("block", range(1, 1 + share_of(10)))
def test_a_store_whose_writer_is_killed_a_hundred_times_more_equals_the_log(stand: Stand, block: int):
    assert sum(survive(stand, seed) for seed in range(block * 10, block * 10 + 10)) > 20
