"""A reader gives each fact its effect once, also one that was committed late."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from suppilo.events.operations import NewFact, consume, record, start_reader_at_end
from suppilo.events.queries import StoredFact, after, waiting
from suppilo.events.readable import behind, readable

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def note(external_id: str) -> None:
    record(1, [NewFact(name="deal_won", person_id=1, at=NOON, external_id=external_id)])


class Seen:
    """An effect: remembers what it was given."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def __call__(self, facts: list[StoredFact]) -> None:
        self.ids += [fact.external_id for fact in facts]


@pytest.mark.django_db(transaction=True)
def test_a_reader_goes_on_where_it_stopped():
    seen = Seen()
    for name in "abc":
        note(name)
    assert consume("r", limit=2, handle=seen) == 2
    assert waiting("r") == 1
    assert consume("r", limit=2, handle=seen) == 1
    assert consume("r", limit=2, handle=seen) == 0
    assert seen.ids == ["a", "b", "c"]


@pytest.mark.django_db(transaction=True)
def test_reading_on_begins_at_the_bookmark_however_much_was_read_before():
    for start in range(0, 5_000, 500):
        record(1, [NewFact(name="deal_won", person_id=1, at=NOON, external_id=f"{start + i}") for i in range(500)])
    first = after(0, 0, limit=4_990)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    place = first[-1].xid, first[-1].seq
    assert len(after(*place, limit=100)) == 10
    plan = readable().filter(behind(*place)).order_by("xid", "seq")[:100].explain()
    if connection.vendor == "postgresql":
        assert "ROW(xid, seq) > ROW(" in plan.partition("Index Cond:")[2], plan
    else:
        assert "rowid>?" in plan or "seq>?" in plan, plan


@pytest.mark.django_db(transaction=True)
def test_an_effect_that_fails_leaves_the_bookmark_where_it_was():
    note("a")

    def fail(facts: list[StoredFact]) -> None:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        consume("r", limit=9, handle=fail)
    seen = Seen()
    consume("r", limit=9, handle=seen)
    assert seen.ids == ["a"]


@pytest.mark.django_db(transaction=True)
def test_a_reader_put_at_the_end_sees_only_what_comes_later():
    note("a")
    start_reader_at_end("r")
    note("b")
    start_reader_at_end("r")
    seen = Seen()
    consume("r", limit=9, handle=seen)
    assert seen.ids == ["b"]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_fact_committed_late_is_read_and_each_is_read_once():
    wrote, may_commit, seen = threading.Event(), threading.Event(), Seen()

    def slow_writer() -> None:
        try:
            with transaction.atomic():
                note("late")
                wrote.set()
                may_commit.wait(5)
        finally:
            connection.close()

    thread = threading.Thread(target=slow_writer)
    thread.start()
    assert wrote.wait(5)
    note("early")
    consume("r", limit=9, handle=seen)
    assert seen.ids == [], "the early fact waits, for an older transaction is still open"
    may_commit.set()
    thread.join()
    while consume("r", limit=1, handle=seen):
        pass
    assert sorted(seen.ids) == ["early", "late"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_one_reader_give_each_fact_its_effect_once():
    for number in range(60):
        note(str(number))
    seen = Seen()

    def work() -> None:
        try:
            while consume("r", limit=7, handle=seen):
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen.ids, key=int) == [str(number) for number in range(60)]
