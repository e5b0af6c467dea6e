"""Waiting rows are claimed by one worker at a time, and come back when it dies."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from suppilo.foundation.claims import claim, is_due, still_held, take
from suppilo.foundation.writing import writing
from suppilo.publishing.models import Migration, Version
from suppilo.team.operations import create_workspace

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LEASE = timedelta(minutes=1)


@pytest.fixture
def rows(transactional_db: None) -> int:
    """Ten rows of the simplest claimable table, due one second apart up to noon."""
    workspace = create_workspace(slug="test", name="Test")
    version = Version.objects.create(workspace=workspace, number=1, content={}, digest="", created_at=NOON)
    Migration.objects.bulk_create(
        Migration(workspace=workspace, version=version, mover=str(n), due_at=NOON - timedelta(seconds=n))
        for n in range(10)
    )
    return 10


def test_what_is_due_longest_is_claimed_first(rows: int):
    got = claim(Migration, now=NOON, limit=3, lease_for=LEASE)
    assert {row.mover for row in got} == {"9", "8", "7"}
    assert len({row.lease for row in got}) == 1


def test_what_is_claimed_is_not_claimed_again_until_the_lease_ends(rows: int):
    first = claim(Migration, now=NOON, limit=10, lease_for=LEASE)
    assert len(first) == 10
    assert claim(Migration, now=NOON + LEASE - timedelta(seconds=1), limit=10, lease_for=LEASE) == []
    again = claim(Migration, now=NOON + LEASE, limit=10, lease_for=LEASE)
    assert len(again) == 10
    with writing():
        assert still_held(Migration, first) == set()
        assert len(still_held(Migration, again)) == 10


def test_a_row_that_is_not_due_stays(rows: int):
    assert len(claim(Migration, now=NOON - timedelta(seconds=5), limit=10, lease_for=LEASE)) == 5


def test_a_look_with_nothing_due_is_one_query_on_the_index(rows: int):
    Migration.objects.update(due_at=None)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert claim(Migration, now=NOON, limit=10, lease_for=LEASE) == []
    assert len(queries) == 1
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + queries[0]["sql"])
            assert "publishing_migration_due" in str(cursor.fetchall())


def test_two_workers_never_hold_the_same_row(rows: int):
    got: list[int] = []
    together = threading.Barrier(4)

    def work() -> None:
        try:
            together.wait(5)
            while batch := claim(Migration, now=NOON, limit=2, lease_for=LEASE):
                got.extend(row.pk for row in batch)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == len(set(got)) == 10


def test_what_is_taken_is_there_again_when_its_transaction_fails(rows: int):
    with pytest.raises(ZeroDivisionError), writing():
        taken = take(Migration, now=NOON, limit=3)
        Migration.objects.filter(pk__in=[row.pk for row in taken]).update(due_at=None)
        raise ZeroDivisionError
    with writing():
        assert [row.mover for row in take(Migration, now=NOON, limit=3)] == ["9", "8", "7"]


def test_of_chosen_rows_only_those_that_are_due_are_taken(rows: int):
    keys = {row.mover: row.pk for row in Migration.objects.all()}
    with writing():
        taken = take(Migration, now=NOON - timedelta(seconds=5), limit=9, among=[keys["2"], keys["6"], keys["8"]])
    assert [row.mover for row in taken] == ["8", "6"]
    assert is_due(Migration, NOON) and not is_due(Migration, NOON - timedelta(seconds=10))


def test_no_row_is_taken_by_two_workers(rows: int):
    got: list[int] = []
    together = threading.Barrier(4)

    def work() -> None:
        try:
            together.wait(5)
            while is_due(Migration, NOON):
                with writing():
                    taken = [row.pk for row in take(Migration, now=NOON, limit=2)]
                    Migration.objects.filter(pk__in=taken).update(due_at=None)
                got.extend(taken)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == len(set(got)) == 10
