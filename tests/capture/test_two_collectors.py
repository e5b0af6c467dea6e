"""Two collectors write the same events of the same visitors at once: one row and one person each."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from suppilo.capture.operations import Report, collect
from suppilo.events.models import Conflict, Event
from suppilo.people.models import Identifier, Person
from tests.capture.business import open_business
from tests.capture.test_collect import event, report


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_collectors_at_once_write_each_event_and_make_each_person_once():
    open_business()
    both = threading.Barrier(2)

    def keep_writing(seed: int) -> int:
        chance = random.Random(seed)
        tries = 0
        both.wait()
        for start in range(0, 300, 20):
            batch = [one(number) for number in range(start, start + 20)]
            chance.shuffle(batch)
            tries += until_taken(batch)
        connection.close()
        return tries

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(keep_writing, (1, 2)))
    assert Event.objects.count() == 300
    assert Conflict.objects.count() == 0
    assert Person.objects.count() == Identifier.objects.count() == 60


def one(number: int) -> Report:
    """One of five events of one of sixty visitors."""
    return report(event(number=number), v=f"visitor-{number // 5:024d}")


def until_taken(batch: list[Report]) -> int:
    """As the collector does: a batch that met another crosswise is written again."""
    for tries in range(1, 6):
        try:
            assert {answer.status for answer in collect(batch)} == {204}
        except Exception as error:
            connection.close()
            if tries == 5 or "deadlock" not in str(error):
                raise
        else:
            return tries
    raise AssertionError("unreachable")
