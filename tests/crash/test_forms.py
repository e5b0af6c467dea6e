"""Many people send a form at once, and processes are killed meanwhile: as many leads, each answered by mail once."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from suppilo.providers.mail_smtp.server import CONNECTIONS
from tests.crash.sink import Sink, mail_sink
from tests.crash.visitors import Visitor, everybody, open_roastery
from tests.large_numbers import share_of
from tests.serving import Served, environment_for, run_python, serving, wait_for

pytestmark = [pytest.mark.crash, pytest.mark.pure]
#: How many: some in each run of the suite, all in `make test-long`.
SOME, ALL = 150, 500
FIRST_MAIL = "guide_delivery"
#: What a killed worker held is free again after its lease, what it had on the wire becomes unknown some minutes later:
#: the clock is turned past both.
LATER = """
from datetime import timedelta
from suppilo.foundation import clock, work
with clock.at(clock.now() + timedelta(minutes=15)):
    work.run_due(clock.now())
"""


def rows(home: Path, question: str, *values: str) -> list[tuple]:
    with sqlite3.connect(f"file:{home}/suppilo.sqlite3?mode=ro", uri=True, timeout=20) as database:
        return database.execute(question, values).fetchall()


def mails(home: Path) -> dict[str, str]:
    """What became of the first mail, by address."""
    return dict(
        rows(
            home,
            "select i.value, m.status from suppilo_messages_outgoing m join people_identifier i"
            " on i.person_id = m.person_id and i.kind = 'email' where m.message_id = ?",
            FIRST_MAIL,
        )
    )


def expect_one_lead_each(home: Path, visitors: list[Visitor]) -> None:
    leads = [row[0] for row in rows(home, "select value from people_identifier where kind = 'email'")]
    assert sorted(leads) == sorted(visitor.email for visitor in visitors)
    facts = rows(home, "select person_id from events_event where name = 'form_submitted'")
    assert (len(facts), len(set(facts))) == (len(visitors), len(visitors))
    assert rows(home, "select count(*) from capture_submission") == [(len(visitors),)]
    assert rows(home, "select count(*) from people_person") == [(len(visitors),)]


def all_written(home: Path, people: int) -> bool:
    """True once everybody's first mail is in the outbox."""
    return len(mails(home)) == people


def all_sent(home: Path, people: int) -> bool:
    """True once nobody's first mail waits any more."""
    return all_written(home, people) and set(mails(home).values()) <= {"sent", "unknown"}


def expect_one_mail_each(home: Path, visitors: list[Visitor], sink: Sink, *, kills: int) -> None:
    found, got = mails(home), sink.count()
    assert sorted(found) == sorted(visitor.email for visitor in visitors)
    assert set(found.values()) <= {"sent", "unknown"}, found
    unknown = [address for address, status in found.items() if status == "unknown"]
    assert len(unknown) <= kills * CONNECTIONS, "at most one for each kill and open connection"
    for address, status in found.items():
        assert got[address] == 1 if status == "sent" else got[address] <= 1, (address, status, got[address])
    assert len(set(sink.mails)) == len(sink.mails) == sum(got.values())
    assert set(got) <= set(found)


@pytest.mark.long  # the one with kills shows the same, and more
def test_500_forms_at_once_make_500_leads_and_500_first_mails(tmp_path: Path):
    with mail_sink() as sink:
        environment = environment_for(tmp_path, SUPPILO_SMTP_URL=sink.url)
        open_roastery(environment)
        with serving(environment) as served:
            visitors = [Visitor(number, served) for number in range(ALL)]
            everybody(visitors)
            expect_one_lead_each(tmp_path, visitors)
            assert rows(tmp_path, "select count(*) from capture_rejection") == [(0,)]
            wait_for(lambda: all_sent(tmp_path, ALL), 600, lambda: served.log.read_text()[-3000:])
        expect_one_mail_each(tmp_path, visitors, sink, kills=0)
        assert len(sink.mails) == ALL


def kill(served: Served, turns: list[str], chance: random.Random, people: int) -> None:
    """Each time when some dozens more have got through."""
    for place, role in enumerate(turns):
        enough = (place + 1) * people // (len(turns) + 2) + chance.randrange(20)
        while rows(served.home, "select count(*) from capture_submission")[0][0] < enough or not served.kill(role):
            time.sleep(0.02)


@pytest.mark.parametrize(
    ("seed", "people"),
    [(0, SOME), *(pytest.param(seed, ALL, marks=pytest.mark.long) for seed in range(share_of(5)))],
)
def test_forms_with_kills_of_web_and_worker_make_a_lead_each_and_no_second_mail(tmp_path: Path, seed: int, people: int):
    chance = random.Random(seed)
    turns = ["web", "worker", "web", "worker", "worker"]
    chance.shuffle(turns)
    with mail_sink() as sink:
        environment = environment_for(tmp_path, SUPPILO_SMTP_URL=sink.url)
        open_roastery(environment)
        with serving(environment) as served:
            visitors = [Visitor(number, served) for number in range(people)]
            killer = threading.Thread(target=kill, args=(served, turns, chance, people))
            killer.start()
            everybody(visitors)
            killer.join()
            assert served.kills == {"web": 2, "worker": 3}
            assert sum(visitor.posts for visitor in visitors) > people  # some had to send again
            expect_one_lead_each(tmp_path, visitors)
            wait_for(lambda: all_written(tmp_path, people), 600, lambda: served.log.read_text()[-3000:])
        run_python(LATER, environment)
        expect_one_mail_each(tmp_path, visitors, sink, kills=served.kills["worker"])
