"""Whatever happens in whatever order, the store says what a log read from scratch says."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from suppilo.analysis.store import growing
from suppilo.events.operations import NewFact, compact_store, move_person, record, update_store
from suppilo.events.queries import compare_store, stored_events
from tests.events.store.histories import History
from tests.events.store.oracle import of_the_log, of_the_store, same
from tests.large_numbers import share_of

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def lives_through(seed: int, turns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "STORE_BUCKETS", random.Random(seed).choice([1, 2, 4]))
    monkeypatch.setattr(growing, "FEW", 10)
    monkeypatch.setattr(growing, "MOST_CUTS", 2)
    history = History(seed, seed + 1)
    for _ in range(3):
        history.live(turns)
        same(of_the_store(stored_events(history.workspace)), of_the_log(history.workspace))
    found = compare_store(history.workspace)
    assert found.equal, (found.damage, found.differences())


def test_the_store_says_what_the_log_says(monkeypatch: pytest.MonkeyPatch):
    for seed in range(12):
        lives_through(seed, 6, monkeypatch)


@pytest.mark.long
@pytest.mark.parametrize("block", range(1, 1 + share_of(20)))
def test_the_store_says_what_the_log_says_in_long_lives(block: int, monkeypatch: pytest.MonkeyPatch):
    for seed in range(block * 40, block * 40 + min(40, share_of(800))):
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
