"""What is known of people is cast once, and never guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from suppilo.events.queries import facts_of
from suppilo.people.models import Uncast
from suppilo.people.operations import Description, Identity, identify_many, set_attributes, set_attributes_many
from suppilo.people.queries import attributes_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TYPES = {"city": "text", "size": "number", "vip": "bool", "seen": "instant", "born": "day", "likes": "list"}


@pytest.fixture
def anna(workspace) -> int:
    row = Identity(identifiers={"external": "a"}, at=NOON)
    return identify_many(workspace.pk, [row], now=NOON, origin="import")[0].person_id


def describe(workspace, person: int, minutes: int = 0, **values: object) -> frozenset[str]:
    at = NOON + timedelta(minutes=minutes)
    return set_attributes(workspace.pk, person, values, at=at, now=at, types=TYPES)


def test_values_are_kept_by_their_declared_type(workspace, anna):
    describe(
        workspace,
        anna,
        city=" Åbo ",
        size="12.5",
        vip="yes",
        seen="2026-03-01T14:00:00+02:00",
        born="1990-02-28",
        likes=["coffee", "tea"],
        undeclared=7,
    )
    assert attributes_of([anna])[anna] == {
        "city": "Åbo",
        "size": 12.5,
        "vip": True,
        "seen": NOON,
        "born": date(1990, 2, 28),
        "likes": ["coffee", "tea"],
        "undeclared": "7",
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("size", "12,5"),
        ("size", "nan"),
        ("size", True),
        ("size", "1_000"),
        ("size", 10**400),
        ("vip", "maybe"),
        ("seen", "2026-03-01T14:00:00"),
        ("seen", "yesterday"),
        ("born", "2026-02-30"),
        ("born", NOON),
        ("city", {"a": 1}),
    ],
)
def test_what_cannot_be_cast_is_kept_and_reported_and_the_former_value_stays(workspace, anna, key, value):
    describe(workspace, anna, size=1, vip=False, city="Turku")
    before = attributes_of([anna])
    assert describe(workspace, anna, 1, **{key: value}) == frozenset()
    assert attributes_of([anna]) == before
    assert [row.key for row in Uncast.objects.all()] == [key]


def test_nothing_said_changes_nothing(workspace, anna):
    describe(workspace, anna, city="Turku", size=0, vip=False)
    assert describe(workspace, anna, 1, city="", size=None, likes=[]) == frozenset()
    assert attributes_of([anna])[anna] == {"city": "Turku", "size": 0.0, "vip": False}


def test_an_older_value_does_not_replace_a_newer_one(workspace, anna):
    describe(workspace, anna, 5, city="Åbo")
    assert describe(workspace, anna, 0, city="Turku") == frozenset()
    assert attributes_of([anna])[anna] == {"city": "Åbo"}


def test_one_fact_tells_of_a_batch_and_none_of_a_repeat(workspace, anna):
    rows = [Description(person_id=anna, values={"city": city, "size": 1}, at=NOON) for city in ("Turku", "Åbo")]
    for _ in range(2):
        set_attributes_many(workspace.pk, rows[1:] if _ else rows, now=NOON, origin="import", types=TYPES)
    (fact,) = facts_of(workspace.pk, [anna], names=["attributes_changed"])[anna]
    assert (fact.properties, fact.origin) == ({"keys": ["city", "size"]}, "import")


def test_a_shorter_list_leaves_nothing_of_the_longer_one(workspace, anna):
    describe(workspace, anna, likes=["a", "b", "c"])
    describe(workspace, anna, 1, likes=["b"])
    assert attributes_of([anna])[anna] == {"likes": ["b"]}
