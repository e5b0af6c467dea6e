"""A store that is not what was written is found out, built anew, and that is said."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from suppilo.analysis.store import manifest, opening
from suppilo.events.models import Event
from suppilo.events.operations import NewFact, compact_store, move_person, record, update_store
from suppilo.events.queries import StoreNotReady, store_status, stored_events
from suppilo.events.store import answering, places, tasks, updating
from suppilo.foundation import clock
from suppilo.team.operations import create_workspace
from tests.events.store.oracle import of_the_log, of_the_store, same

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
Hurt = Callable[[Path], object]


def deals(*people: int) -> list[NewFact]:
    return [NewFact(name="deal_won", person_id=person, at=NOON, properties={"segment": "pet"}) for person in people]


def agree() -> None:
    same(of_the_store(stored_events(1)), of_the_log(1))


def another_process() -> None:
    """Forget what this process has open, as one that starts has nothing open."""
    opening._known.clear()
    updating._open.clear()
    updating._verified.clear()
    tasks._quiet.clear()


def flip(place: int) -> Hurt:
    def hurt(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[place] ^= 4
        path.write_bytes(content)

    return hurt


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


HURTS = [
    ("*.base", cut),
    ("*.base", flip(0)),
    ("*.base", flip(20)),
    ("*.base", flip(-1)),
    ("*.base", Path.unlink),
    ("*.delta", cut),
    ("*.delta", flip(-2)),
    ("*.words", flip(9)),
    ("*.words", Path.unlink),
    ("*.links", Path.unlink),
    ("manifest.json", flip(40)),
    ("manifest.json", cut),
    ("manifest.json", Path.unlink),
]


@pytest.mark.parametrize(("which", "hurt"), HURTS)
def test_a_hurt_file_is_found_at_open_and_the_store_built_anew(which: str, hurt: Hurt, caplog):
    record(1, deals(1, 2, 3, 4))
    record(1, [NewFact(name="people_merged", person_id=1, at=NOON, properties={"absorbed": 2})])
    compact_store(1)
    record(1, deals(1, 5))
    agree()
    before = stored_events(1).manifest
    hurt(sorted(places.folder_of(1).glob(which))[0])
    another_process()
    record(1, [NewFact(name="people_merged", person_id=3, at=NOON, properties={"absorbed": 4})])
    with caplog.at_level(logging.WARNING, "suppilo"):
        agree()
    after = stored_events(1).manifest
    assert not before.files() & after.files(), "nothing of the hurt store is gone on with"
    if hurt is not Path.unlink or which != "manifest.json":
        assert "built anew" in caplog.text and store_status(1).why


def test_a_wrong_byte_that_is_not_compared_at_open_is_found_by_the_worker(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(opening, "COMPARED_BYTES", 0)
    monkeypatch.setattr(updating, "COMPARED_BYTES", 0)
    workspace_id = create_workspace(slug="kaamos", name="Kaamos").pk
    record(workspace_id, deals(1))
    compact_store(workspace_id)
    (path,) = places.folder_of(workspace_id).glob("*.base")
    flip(-1)(path)
    another_process()
    for _ in range(20):
        tasks.tick(clock.now())
    assert "checksum" in store_status(workspace_id).why and not path.exists()
    same(of_the_store(stored_events(workspace_id)), of_the_log(workspace_id))


def test_another_log_under_the_store_is_noticed():
    record(1, deals(1, 2))
    agree()
    Event.objects.all().delete()
    record(1, deals(3))
    agree()
    assert store_status(1).why == updating.OTHER_LOG


def test_another_number_of_buckets_is_taken_up(monkeypatch: pytest.MonkeyPatch):
    record(1, deals(*range(50)))
    agree()
    monkeypatch.setattr(settings, "STORE_BUCKETS", 64)
    agree()
    assert stored_events(1).manifest.buckets == 64


def test_a_store_that_slept_while_people_were_erased_is_built_anew():
    with clock.at(NOON):
        record(1, deals(1, 2, 3))
        agree()
        move_person(1, from_id=2, to_id=99)
    tasks.tick(NOON + timedelta(days=3))
    record(1, deals(4))
    agree()
    assert "erased" in store_status(1).why


def test_a_long_log_that_is_not_laid_out_yet_is_said_and_not_waited_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(answering, "CATCH_UP", 2)
    monkeypatch.setattr(answering, "_BATCH", 1)
    record(1, deals(1, 2, 3, 4))
    with pytest.raises(StoreNotReady):
        stored_events(1)
    assert store_status(1).building == 2
    update_store(1)
    agree()


def test_a_reader_gets_a_whole_view_while_the_files_are_replaced(monkeypatch: pytest.MonkeyPatch):
    record(1, deals(1, 2, 3))
    compact_store(1)
    old = manifest.read(places.folder_of(1))
    record(1, deals(1))
    compact_store(1)
    another_process()
    real, answers = manifest.read, [old]
    monkeypatch.setattr(manifest, "read", lambda *given: answers.pop() if answers else real(*given))
    assert len(opening.open_store(places.folder_of(1))) == 4
