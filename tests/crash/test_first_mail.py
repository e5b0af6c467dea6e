"""On the way from form to mail the worker dies anywhere: each lead has exactly one first mail, or one `unknown`."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable

import pytest

from tests.crash.conftest import KILLED, LEADS, Stand
from tests.large_numbers import share_of

pytestmark = [pytest.mark.crash]
#: Longer than any lease: what a dead worker held comes back.
LATER = 15
#: In `make test-long`; copying a database costs more on PostgreSQL.
HISTORIES = 200 if os.environ.get("SUPPILO_DATABASE_URL", "").startswith("postgres") else 1_000
A_BLOCK = 20


def work_until_done(
    stand: Stand, database: str, turns: list[tuple[int, str]], connections: int = 1, workers: int = 1
) -> int:
    """Let one worker after the other run, or two at a time, each dying as `turns` say, then healthy ones. Answers the
    kills."""
    kills = 0
    planned = [*turns, *[(0, "")] * (2 * workers)]
    for number, start in enumerate(range(0, len(planned), workers)):
        more = {"database": database, "minutes": number * LATER, "connections": connections}
        if workers > 1:
            more["batch"] = 1
        answers = stand.together(
            [{"do": "turn", "at": at, "when": when, **more} for at, when in planned[start : start + workers]]
        )
        kills += sum(answer["code"] == KILLED for answer in answers)
    return kills


def expect_one_first_mail_each(stand: Stand, database: str, kills: int, connections: int = 1) -> list[str]:
    messages = stand.do("look", database=database)["messages"]
    first = [row for row in messages if row[1] == "guide_delivery"]
    everybody = sorted(f"lead{number}@example.com" for number in range(LEADS))
    assert sorted(row[0] for row in first) == everybody, "nobody is lost, nobody is queued twice"
    arrived = Counter(address for address, _ in stand.sink.arrived)
    assert max(arrived.values(), default=0) <= 1, f"twice: {arrived}"
    statuses = {row[0]: row[2] for row in first}
    assert set(statuses.values()) <= {"sent", "unknown"}, first
    assert all(arrived[address] == 1 for address, status in statuses.items() if status == "sent")
    unknown = [address for address, status in statuses.items() if status == "unknown"]
    assert len(unknown) <= kills * connections, "at most one unknown for each kill and open connection"
    return unknown


def test_without_kills_everybody_gets_the_first_mail(stand: Stand, copy: Callable[[], str]):
    stand.sink.reset()
    assert work_until_done(stand, database := copy(), []) == 0
    assert expect_one_first_mail_each(stand, database, 0) == []


def dies_once_at_each_commit(stand: Stand, copy: Callable[[], str], both_sides: bool) -> None:
    stand.sink.reset()
    commits = stand.do("turn", database=copy(), at=0, when="", minutes=0)["commits"]
    assert commits > LEADS
    for at in range(1, commits + 1):
        for when in ("before", "after") if both_sides else (("before", "after")[at % 2],):
            stand.sink.reset(pipelines=bool(at // 2 % 2))
            database = copy()
            assert work_until_done(stand, database, [(at, when)]) == 1
            expect_one_first_mail_each(stand, database, 1)
            stand.do("drop", name=database)


@pytest.mark.long_on_postgresql  # its seeds die at commits there too
def test_the_worker_dies_at_each_commit_point(stand: Stand, copy: Callable[[], str]):
    """One after the other: every commit on the way, by turns just before and just after it."""
    dies_once_at_each_commit(stand, copy, both_sides=False)


@pytest.mark.long
def test_the_worker_dies_on_both_sides_of_each_commit_point(stand: Stand, copy: Callable[[], str]):
    dies_once_at_each_commit(stand, copy, both_sides=True)


def dies_at_random(stand: Stand, database: str, seed: int, workers: int = 1) -> None:
    """Several deaths in a row: at commits, and at the server's side; over one or two connections, with and without
    pipelining, by turns."""
    chance = random.Random(seed)
    connections = 1 + seed % 2
    plan = {}
    for _ in range(chance.randrange(3)):
        plan[(chance.randrange(1, LEADS + 2), chance.choice(("rcpt", "data")))] = "kill"
    stand.sink.reset(plan, pipelines=bool(seed // 2 % 2))
    turns = [(chance.randrange(1, 25), chance.choice(("before", "after"))) for _ in range(chance.randrange(1, 5))]
    turns += [(0, "")] * 2 * workers
    kills = work_until_done(stand, database, turns, connections, workers)
    expect_one_first_mail_each(stand, database, kills, connections)


@pytest.mark.parametrize("seed", range(5))
def test_two_workers_that_share_the_work_and_die_send_nothing_twice(stand: Stand, copy: Callable[[], str], seed: int):
    dies_at_random(stand, copy(), 500 + seed, workers=2)


@pytest.mark.parametrize("seed", range(20))
def test_a_worker_that_dies_again_and_again_sends_nothing_twice(stand: Stand, copy: Callable[[], str], seed: int):
    dies_at_random(stand, copy(), seed)


@pytest.mark.long
@pytest.mark.parametrize("block", range(-(-share_of(HISTORIES) // A_BLOCK)))
def test_a_thousand_histories_of_deaths(stand: Stand, copy: Callable[[], str], block: int):
    """On PostgreSQL two workers at a time share the work."""
    for seed in range(block * A_BLOCK, min(block * A_BLOCK + A_BLOCK, share_of(HISTORIES))):
        database = copy()
        dies_at_random(stand, database, 10_000 + seed, workers=1 if stand.is_sqlite else 2)
        stand.do("drop", name=database)


@pytest.mark.parametrize("pipelines", [False, True], ids=["in turn", "at once"])
@pytest.mark.parametrize(
    ("stage", "doing", "status", "reason", "arrives"),
    [
        ("rcpt", "drop", "sent", "", 1),
        ("rcpt", "451 greylisted, come back later", "sent", "", 1),
        ("rcpt", "550 5.1.1 no such user", "failed", "refused", 0),
        ("rcpt", "550 5.7.1 not welcome", "failed", "refused", 0),
        ("rcpt", "421 closing", "sent", "", 1),
        ("data", "drop", "unknown", "answer_lost", 0),
        ("data", "drop_after", "unknown", "answer_lost", 1),
        ("data", "451 later", "sent", "", 1),
        ("data", "554 spam", "failed", "refused", 0),
        ("data", "kill", "unknown", "worker_lost", 1),
    ],
)
def test_the_server_breaks_off(
    stand: Stand,
    copy: Callable[[], str],
    stage: str,
    doing: str,
    status: str,
    reason: str,
    arrives: int,
    pipelines: bool,
):
    """At the second message; the others are not touched, and nothing is sent twice."""
    stand.sink.reset({(2, stage): doing}, pipelines=pipelines)
    work_until_done(stand, database := copy(), [])
    first = [row for row in stand.do("look", database=database)["messages"] if row[1] == "guide_delivery"]
    assert stand.sink.did == [doing]
    odd = [row for row in first if (row[2], row[3]) == (status, reason)] if status != "sent" else []
    assert Counter(row[2] for row in first) == Counter({"sent": LEADS - len(odd)}) + Counter({status: len(odd)})
    assert len(odd) == (status != "sent")
    arrived = Counter(address for address, _ in stand.sink.arrived)
    assert sum(arrived.values()) == LEADS - 1 + arrives
    assert max(arrived.values()) == 1
    references = {row[4] for row in first}
    assert {name.strip("<>").partition(".")[0] for _, name in stand.sink.arrived} <= references
