"""500 people send a form at once, and processes are killed meanwhile: 500 leads, each answered once."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from tests.crash.visitors import Visitor, everybody, open_roastery
from tests.serving import Served, environment_for, serving

pytestmark = [pytest.mark.crash, pytest.mark.pure]
PEOPLE = 500


def rows(served: Served, question: str) -> list[tuple]:
    with sqlite3.connect(f"file:{served.home}/suppilo.sqlite3?mode=ro", uri=True, timeout=20) as database:
        return database.execute(question).fetchall()


def leads(served: Served) -> list[str]:
    return sorted(row[0] for row in rows(served, "select value from people_identifier where kind = 'email'"))


def expect_one_lead_each(served: Served, visitors: list[Visitor]) -> None:
    assert leads(served) == sorted(visitor.email for visitor in visitors)
    facts = rows(served, "select person_id from events_event where name = 'form_submitted'")
    assert (len(facts), len(set(facts))) == (len(visitors), len(visitors))
    assert rows(served, "select count(*) from capture_submission") == [(len(visitors),)]
    assert rows(served, "select count(*) from people_person where merged_into_id is null") == [(len(visitors),)]


def test_500_forms_at_once_make_500_leads(tmp_path: Path):
    environment = environment_for(tmp_path)
    open_roastery(environment)
    with serving(environment) as served:
        visitors = [Visitor(number, served) for number in range(PEOPLE)]
        everybody(visitors)
        expect_one_lead_each(served, visitors)
        assert rows(served, "select count(*) from capture_rejection") == [(0,)]


def kill(served: Served, turns: list[str], chance: random.Random) -> None:
    """Each time when some dozens more have got through."""
    for place, role in enumerate(turns):
        enough = (place + 1) * PEOPLE // (len(turns) + 2) + chance.randrange(20)
        while rows(served, "select count(*) from capture_submission")[0][0] < enough or not served.kill(role):
            time.sleep(0.02)


@pytest.mark.parametrize("seed", range(1))
def test_500_forms_with_kills_of_web_and_worker_make_500_leads(tmp_path: Path, seed: int):
    environment = environment_for(tmp_path)
    open_roastery(environment)
    chance = random.Random(seed)
    with serving(environment) as served:
        visitors = [Visitor(number, served) for number in range(PEOPLE)]
        turns = ["web", "worker", "web", "web", "worker"]
        chance.shuffle(turns)
        killer = threading.Thread(target=kill, args=(served, turns, chance))
        killer.start()
        everybody(visitors)
        killer.join()
        assert served.kills == {"web": 3, "worker": 2}
        assert sum(visitor.posts for visitor in visitors) > PEOPLE  # some had to send again
        expect_one_lead_each(served, visitors)
