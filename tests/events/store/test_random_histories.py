"""Whatever happens in whatever order, the store says what a log read from scratch says."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from suppilo.analysis.store import growing, words
from suppilo.events.operations import NewFact, compact_store, move_person, rebuild_store, record, update_store
from suppilo.events.queries import compare_store, stored_events
from suppilo.events.store import updating
from tests.events.store.oracle import of_the_log, of_the_store, same

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class History:
    """A made-up life of a few people: facts, merges and their undoing as the people room allows them."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.workspace = seed + 1
        self.into: dict[int, int] = {}
        self.forgotten = 1_000_000 + seed * 1_000

    def root(self, person: int) -> int:
        while person in self.into:
            person = self.into[person]
        return person

    def facts(self, most: int = 30) -> None:
        """Facts of anybody at any time, many at the same instant."""
        record(self.workspace, [self.fact() for _ in range(self.chance.randint(1, most))])

    def fact(self) -> NewFact:
        pick = self.chance
        person = None if pick.random() < 0.05 else pick.randint(1, 12)
        at = NOON + timedelta(minutes=pick.randint(0, 15), microseconds=pick.choice([0, 0, 1]))
        if pick.random() < 0.4:
            place = pick.choice(["a", "b", "Å", ""])
            return NewFact(name="page_viewed", person_id=person, at=at, properties={"page": place}, traffic="scanner")
        amount = pick.choice([0, 1, 1.5, 2.0, None])
        return NewFact(name="deal_won", person_id=person, at=at, properties={"amount": amount}, origin="import")

    def merge(self) -> None:
        """Two people become one; chains happen."""
        kept, absorbed = sorted(self.root(person) for person in self.chance.sample(range(1, 13), 2))
        if kept != absorbed:
            self.into[absorbed] = kept
            said = {"absorbed": absorbed}
            record(self.workspace, [NewFact(name="people_merged", person_id=kept, at=NOON, properties=said)])

    def unmerge(self) -> None:
        """One is taken out again, from somebody who is not merged."""
        able = [one for one, into in self.into.items() if into not in self.into]
        if able:
            absorbed = self.chance.choice(able)
            kept = self.into.pop(absorbed)
            said = {"kept": kept, "absorbed": absorbed}
            record(self.workspace, [NewFact(name="people_unmerged", person_id=kept, at=NOON, properties=said)])

    def erase(self) -> None:
        """Somebody's facts move to a number that stands for nobody."""
        alone = [one for one in range(1, 13) if one not in self.into and one not in self.into.values()]
        if alone:
            self.forgotten += 1
            move_person(self.workspace, from_id=self.chance.choice(alone), to_id=self.forgotten)

    def look_after(self) -> None:
        """The store goes on by some step."""
        {
            0: lambda: updating.step(self.workspace, limit=7),
            1: lambda: update_store(self.workspace),
            2: lambda: compact_store(self.workspace),
            3: lambda: rebuild_store(self.workspace) if self.chance.random() < 0.2 else None,
        }[self.chance.randrange(4)]()

    def live(self, turns: int) -> None:
        """So many things happen."""
        doings = [self.facts] * 4 + [self.merge] * 2 + [self.unmerge, self.erase] + [self.look_after] * 4
        for _ in range(turns):
            self.chance.choice(doings)()


def lives_through(seed: int, turns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "STORE_BUCKETS", random.Random(seed).choice([1, 2, 4]))
    monkeypatch.setattr(growing, "FEW", 10)
    monkeypatch.setattr(growing, "MOST_CUTS", 2)
    monkeypatch.setattr(words, "MOST_FILES", 3)
    history = History(seed)
    for _ in range(3):
        history.live(turns)
        same(of_the_store(stored_events(history.workspace)), of_the_log(history.workspace))
    found = compare_store(history.workspace)
    assert found.equal, (found.damage, found.differences())


def test_the_store_says_what_the_log_says(monkeypatch: pytest.MonkeyPatch):
    for seed in range(25):
        lives_through(seed, 6, monkeypatch)


@pytest.mark.long
@pytest.mark.parametrize("block", range(1, 21))
def test_the_store_says_what_the_log_says_in_long_lives(block: int, monkeypatch: pytest.MonkeyPatch):
    for seed in range(block * 40, block * 40 + 40):
        lives_through(seed, 15, monkeypatch)


def test_no_file_holds_an_erased_person_once_the_work_is_done(tmp_path: Path):
    record(1, [NewFact(name="deal_won", person_id=person, at=NOON) for person in range(1, 50)])
    compact_store(1)
    with transaction.atomic():
        record(1, [NewFact(name="deal_won", person_id=7, at=NOON + timedelta(1))])
    before = stored_events(1)
    assert before.holds(7)
    move_person(1, from_id=7, to_id=1_000_007)
    update_store(1)
    after = stored_events(1)
    files = {path.name for path in after.folder.iterdir() if path.suffix in (".base", ".delta", ".words", ".links")}
    assert files == after.manifest.files() and not after.holds(7)
    assert before.holds(7), "who had it open keeps the view they had"
