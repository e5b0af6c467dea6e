"""Workers die while a sequence goes on: everybody gets each of its messages once, and nobody stands still for ever."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.crash.conftest import KILLED, Stand, forking
from tests.large_numbers import share_of

pytestmark = pytest.mark.crash
PEOPLE = 4
#: Longer than any lease, and than the time between two messages.
LATER = 15
#: So many healthy turns have time for every message, and for what dead workers held.
HEALTHY = 6
A_BLOCK = 10
Turn = tuple[int, str]


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    with forking(tmp_path_factory.mktemp("sequence"), "tests.crash.sequence_stand", people=PEOPLE) as made:
        yield made


def go_on(
    stand: Stand, database: str, rounds: list[list[Turn]], acts: dict[int, str], connections: int, workers: int
) -> int:
    """Let workers die as `rounds` say, healthy ones follow; what is in `acts` is done before a round. Answers the
    kills."""
    kills = 0
    for number, turns in enumerate([*rounds, *[[(0, "")] * workers] * HEALTHY]):
        more = {"database": database, "minutes": number * LATER}
        if number in acts:
            stand.do("act", doing=acts[number], **more)
        common = {**more, "do": "turn", "connections": connections, "few": workers > 1}
        answers = stand.together([{"at": at, "when": when, **common} for at, when in turns])
        kills += sum(answer["code"] == KILLED for answer in answers)
    return kills


def expect_each_message_once(stand: Stand, database: str, most_unknown: int) -> None:
    found = stand.do("look", database=database)
    rows = found["messages"]
    assert found["going"] == [], "nobody stands still"
    assert len(rows) == PEOPLE * found["messages_of_it"]
    assert max(Counter((address, name) for address, name, _, _ in rows).values()) == 1, "each is queued once"
    assert {status for _, _, status, _ in rows} <= {"sent", "unknown"}, rows
    whose = {reference: (address, name) for address, name, _, reference in rows}
    arrived = Counter(whose[name.strip("<>").partition(".")[0]] for _, name in stand.sink.arrived)
    assert max(arrived.values()) == 1, f"twice: {arrived}"
    assert all(arrived[address, name] == 1 for address, name, status, _ in rows if status == "sent"), "none is lost"
    assert sum(row[2] == "unknown" for row in rows) <= most_unknown, "at most one for each kill and open connection"


def dies_at_random(stand: Stand, database: str, seed: int, workers: int) -> int:
    """Several deaths in a row, at commits and at the server's side, over one or two connections.

    With a pause, by turns, and with a message that is added where some are past it already.
    """
    chance = random.Random(seed)
    connections = 1 + seed % 2
    plan = {
        (chance.randrange(1, PEOPLE * 3 + 1), chance.choice(("rcpt", "data"))): "kill"
        for _ in range(chance.randrange(3))
    }
    stand.sink.reset(plan, pipelines=bool(seed // 2 % 2))
    rounds = [
        [(chance.randrange(1, 30), chance.choice(("before", "after"))) for _ in range(workers)]
        for _ in range(chance.randrange(2, 6))
    ]
    acts = {chance.randrange(1, len(rounds) + 2): "add"} if chance.random() < 0.6 else {}
    if chance.random() < 0.6:
        paused = chance.randrange(len(rounds))
        acts |= {paused: "pause", paused + chance.randrange(1, 3): "resume"}
    kills = go_on(stand, database, rounds, acts, connections, workers)
    expect_each_message_once(stand, database, kills * connections)
    return kills


def test_without_kills_everybody_gets_all_of_it(stand: Stand, copy: Callable[[], str]):
    stand.sink.reset()
    assert go_on(stand, database := copy(), [], {}, 1, 1) == 0
    expect_each_message_once(stand, database, 0)


def test_a_worker_that_dies_again_and_again_sends_nothing_twice(stand: Stand, copy: Callable[[], str]):
    assert dies_at_random(stand, copy(), 1, workers=1) >= 2


def test_two_workers_that_share_the_sequence_and_die_send_nothing_twice(stand: Stand, copy: Callable[[], str]):
    assert dies_at_random(stand, copy(), 501, workers=2) >= 2


@pytest.mark.long
@pytest.mark.parametrize("block", range(share_of(60) // A_BLOCK))
def test_many_more_histories_of_deaths(stand: Stand, copy: Callable[[], str], block: int):
    for seed in range(block * A_BLOCK, block * A_BLOCK + A_BLOCK):
        dies_at_random(stand, copy(), 10_000 + seed, workers=1 + seed % 2)
