"""Two who meet the same new person at once meet one person."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection

from suppilo.people.models import Identifier, Person
from suppilo.people.operations import Identified, Identity, identify, identify_many
from suppilo.people.queries import canonical
from suppilo.team.operations import create_workspace

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at_once(calls: list[Callable[[], list[Identified]]]) -> list[Identified]:
    """Run all in threads that start together; their answers."""
    start, answers, failures = threading.Barrier(len(calls)), [], []

    def one(call: Callable[[], list[Identified]]) -> None:
        try:
            start.wait(10)
            answers.extend(call())
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failures, failures
    return answers


def test_the_same_address_in_two_forms_at_once_makes_one_person():
    workspace = create_workspace(slug="test", name="Test").pk

    def form(device: int) -> Callable[[], list[Identified]]:
        given = {"visitor": f"v{device}", "email": "anna@example.com"}
        return lambda: [identify(workspace, identifiers=given, at=NOON, now=NOON)]

    found = at_once([form(device) for device in range(4)])
    assert len({canonical([one.person_id])[one.person_id] for one in found}) == 1
    assert Person.objects.filter(merged_into=None).count() == 1
    assert Identifier.objects.filter(kind="email").count() == 1
    assert sum(one.created for one in found) == 1


def test_two_imports_of_the_same_people_at_once_make_each_once():
    workspace = create_workspace(slug="test", name="Test").pk
    rows = [Identity(identifiers={"external": f"c{n}", "email": f"p{n}@example.com"}, at=NOON) for n in range(60)]
    orders = [rows, rows[::-1], rows[30:] + rows[:30]]
    at_once([lambda some=some: identify_many(workspace, some, now=NOON, origin="import") for some in orders])
    assert Person.objects.count() == 60
    assert Identifier.objects.count() == 120
