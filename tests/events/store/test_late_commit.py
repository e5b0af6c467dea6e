"""A fact that is committed late is not skipped by the store."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from suppilo.events.operations import NewFact, record
from suppilo.events.queries import compare_store, stored_events

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_store_waits_for_an_older_transaction_and_takes_both_facts():
    wrote, may_commit = threading.Event(), threading.Event()

    def slow_writer() -> None:
        try:
            with transaction.atomic():
                record(1, [NewFact(name="deal_won", person_id=1, at=NOON)])
                wrote.set()
                may_commit.wait(5)
        finally:
            connection.close()

    thread = threading.Thread(target=slow_writer)
    thread.start()
    assert wrote.wait(5)
    record(1, [NewFact(name="deal_won", person_id=2, at=NOON)])
    assert len(stored_events(1)) == 0
    may_commit.set()
    thread.join()
    assert len(stored_events(1)) == 2
    assert compare_store(1).equal
