"""The store is the log in another order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from suppilo.analysis.ports import StoredEvents
from suppilo.events.operations import NewFact, record
from suppilo.events.queries import stored_events
from tests.events.store.oracle import of_the_log, of_the_store, same

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def note(person: int | None, minutes: int = 0, name: str = "deal_won", **properties: object) -> NewFact:
    return NewFact(name=name, person_id=person, at=NOON + timedelta(minutes=minutes), properties=properties)


def agree(workspace_id: int = 1) -> None:
    same(of_the_store(stored_events(workspace_id)), of_the_log(workspace_id))


def test_an_empty_log_gives_an_empty_store():
    store = stored_events(1)
    assert isinstance(store, StoredEvents) and store.buckets() == []


def test_what_is_recorded_is_in_the_store_with_its_properties():
    record(1, [note(1, 5, segment="pet", amount=3), note(1, 2), note(2, 1, name="page_viewed", page="guide")])
    store = stored_events(1)
    assert sorted(store.names) == ["deal_won", "page_viewed"] and store.values("segment") == [None, "pet"]
    agree()


def test_late_facts_are_laid_over_what_is_there():
    record(1, [note(person, minutes) for person in range(40) for minutes in range(5)])
    agree()
    record(1, [note(3, -10), note(3, 2), note(99, 0), note(4, 100, segment="late")])
    agree()


def test_facts_without_a_person_are_counted_and_left_out():
    record(1, [note(None), note(7)])
    store = stored_events(1)
    assert len(store) == 1 and store.manifest.note["without_person"] == 1


def test_another_workspace_has_a_store_of_its_own():
    record(1, [note(1)])
    record(2, [note(5), note(5)])
    assert (len(stored_events(1)), len(stored_events(2))) == (1, 2)


def test_a_merge_moves_all_events_and_late_ones_follow():
    record(1, [note(1), note(2, 5), note(3, 7)])
    agree()
    record(1, [note(1, 9, name="people_merged", absorbed=2)])
    agree()
    record(1, [note(2, 3)])
    assert sorted(of_the_store(stored_events(1))) == [1, 3]
    agree()
