"""A wrong byte in a big store is found before it answers, is not copied on, and is told."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from suppilo.analysis.asking import Event
from suppilo.analysis.funnel import funnel
from suppilo.analysis.store import opening
from suppilo.analysis.store.segment import open_segment
from suppilo.events.operations import NewFact, compact_store, record, update_store
from suppilo.events.queries import StoreNotReady, asking_the_store, compare_store, store_status, stored_events
from suppilo.events.store import places, updating
from tests.events.store.test_damage import another_process

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PETS = Event("deal_won", where={"segment": "pet"})


def deals(*people: int) -> None:
    record(1, [NewFact(name="deal_won", person_id=who, at=NOON, properties={"segment": "pet"}) for who in people])


@pytest.fixture(autouse=True)
def big(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is as a big one: not compared whole when it is opened."""
    monkeypatch.setattr(opening, "COMPARED_BYTES", 0)
    deals(1, 2, 3)
    compact_store(1)
    assert funnel(stored_events(1), steps=[PETS]).counts == [3]


def hurt(array: str) -> None:
    """One bit of this array of some base is wrong, and a new process comes."""
    folder = places.folder_of(1)
    card = next(base.file for base in stored_events(1).manifest.bases if base)
    found = open_segment(folder, card).arrays[array]
    first = np.frombuffer(found.base, dtype=np.uint8)
    path = folder / card.name
    content = bytearray(path.read_bytes())
    content[found.ctypes.data - first.ctypes.data] ^= 1
    path.write_bytes(content)
    another_process()


@pytest.mark.parametrize("array", ["times", "codes", "people", "offsets"])
def test_what_every_question_reads_is_compared_when_it_is_opened(array: str):
    hurt(array)
    store = stored_events(1)
    assert store.manifest.note["damaged"] and store_status(1).begun is not None
    assert f"the array '{array}' is not" in store_status(1).why
    assert funnel(store, steps=[PETS]).counts == [3] and compare_store(1).equal


def test_a_property_is_compared_when_it_is_first_asked_for_and_the_store_mended():
    hurt("column.segment")
    assert funnel(stored_events(1), steps=["deal_won"]).counts == [3]
    with pytest.raises(StoreNotReady, match="damaged"), asking_the_store(1):
        funnel(stored_events(1), steps=[PETS])
    assert "checksum" in store_status(1).damage
    store = stored_events(1)
    assert funnel(store, steps=[PETS]).counts == [3] and store.manifest.note["damaged"]


@pytest.mark.parametrize("array", ["column.segment", "seqs"])
def test_a_wrong_byte_is_not_written_on_under_a_new_checksum(array: str):
    hurt(array)
    deals(*range(10, 60))
    update_store(1)
    compact_store(1)
    update_store(1)
    assert store_status(1).why and compare_store(1).equal
    assert funnel(stored_events(1), steps=[PETS]).counts == [53]


def test_each_array_is_compared_once_in_a_process(monkeypatch: pytest.MonkeyPatch):
    store = stored_events(1)
    monkeypatch.setattr("suppilo.analysis.store.segment._crc", lambda array: pytest.fail("compared again"))
    assert funnel(store, steps=[PETS]).counts == [3]
    assert updating.step(1, limit=10) == 0
    another_process()
    with pytest.raises(pytest.fail.Exception):
        stored_events(1)


def test_a_store_that_was_made_anew_by_hand_was_not_damaged():
    updating.rebuild(1)
    update_store(1)
    assert stored_events(1).manifest.note["damaged"] is False
