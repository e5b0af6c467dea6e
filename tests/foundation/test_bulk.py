"""Many rows in one statement, read back as they went in, on either database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as some

from suppilo.foundation.bulk import insert
from suppilo.foundation.reading import read
from suppilo.people.models import Attribute, Person
from suppilo.publishing.models import Migration, Version
from suppilo.segments.models import Wake
from suppilo.team.operations import create_workspace

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, 0, 0, 250, tzinfo=UTC)
UNIQUE = ("person_id", "node")


@pytest.fixture
def people() -> list[int]:
    workspace = create_workspace(slug="bulk", name="Bulk")
    return [Person.objects.create(workspace=workspace, created_at=NOON).pk for _ in range(3)]


def wake(person: int, hours: int = 0) -> SimpleNamespace:
    return SimpleNamespace(workspace_id=1, person_id=person, node="n", due_at=NOON + timedelta(hours=hours), lease="")


def test_what_is_there_already_is_left_out_and_not_counted(people: list[int]) -> None:
    one, two, three = people
    assert insert(Wake, [wake(one), wake(two)], unique=UNIQUE) == 2
    assert insert(Wake, [wake(two, 5), wake(three), wake(three, 7)], unique=UNIQUE) == 1
    assert dict(Wake.objects.values_list("person_id", "due_at")) == dict.fromkeys(people, NOON)


def test_what_is_there_already_is_overwritten_by_the_last_where_asked(people: list[int]) -> None:
    same = {"workspace_id": 1, "lease": "", "node": "n"}
    rows = [SimpleNamespace(person_id=people[0], due_at=NOON + timedelta(hours=at)) for at in (0, 3, 1)]
    insert(Wake, rows[:1], unique=UNIQUE, same=same)
    insert(Wake, rows[1:], unique=UNIQUE, replace=("due_at",), same=same)
    assert Wake.objects.get().due_at == NOON + timedelta(hours=1)


def test_rows_may_differ_in_one_column_only(people: list[int]) -> None:
    same = {"workspace_id": 1, "lease": "", "node": "n", "due_at": NOON}
    assert insert(Wake, [SimpleNamespace(person_id=one) for one in people], same=same) == 3
    assert set(Wake.objects.values_list("person_id", flat=True)) == set(people)


def test_a_repeat_without_a_rule_is_an_error_and_nothing_is_written(people: list[int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Wake, [wake(people[0]), wake(people[0])])
    assert not Wake.objects.exists()


def test_nothing_is_an_answer() -> None:
    assert insert(Wake, []) == 0


texts = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
json = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**53), 2**53) | texts,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
zones = some.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=3))])
instants = some.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=zones)


def test_values_come_back_as_they_went_in(people: list[int]) -> None:
    @settings(max_examples=60, deadline=None)
    @given(texts, some.floats(allow_nan=False, allow_infinity=False), some.none() | some.booleans(), instants)
    def holds(text: str, number: float, flag: bool | None, at: datetime) -> None:
        Attribute.objects.all().delete()
        same = {"workspace_id": 1, "key": "k", "kind": "text", "folded": text, "set_at": at}
        rows = [
            SimpleNamespace(person_id=one, position=0, text=text, number=number, flag=flag, instant=at, said_at=None)
            for one in people
        ]
        assert insert(Attribute, rows, same=same) == 3
        for found in (read(Attribute.objects.order_by("pk")), list(Attribute.objects.order_by("pk"))):
            assert [one.person_id for one in found] == people
            for row in found:
                assert (row.text, row.folded, row.number, row.flag) == (text, text, number, flag)
                assert (row.instant, row.set_at, row.said_at) == (at, at, None)

    holds()


def test_documents_come_back_as_they_went_in(people: list[int]) -> None:
    workspace_id = Person.objects.get(pk=people[0]).workspace_id
    version = Version.objects.create(workspace_id=workspace_id, number=1, content={}, digest="", created_at=NOON)
    same = {"workspace_id": workspace_id, "version_id": version.pk, "from_version_id": None, "finished_at": None}

    @settings(max_examples=60, deadline=None)
    @given(json, json)
    def holds(one: object, other: object) -> None:
        Migration.objects.all().delete()
        rows = [
            SimpleNamespace(mover=str(place), cursor=value, moved=place, due_at=None, lease="")
            for place, value in enumerate((one, other))
        ]
        insert(Migration, rows, same=same)
        for found in (read(Migration.objects.order_by("pk")), list(Migration.objects.order_by("pk"))):
            assert [(row.mover, row.cursor, row.moved) for row in found] == [("0", one, 0), ("1", other, 1)]

    holds()


def test_what_was_read_is_a_row_like_any_other(people: list[int]) -> None:
    row = read(Person.objects.filter(pk__among=set(people[:1])))[0]
    assert row == Person.objects.get(pk=people[0])
    row.save(update_fields=["created_at"])
    assert row.workspace.slug == "bulk"
    assert read(Person.objects.none()) == read(Person.objects.filter(pk__in=[])) == []


def test_many_keys_find_what_one_by_one_finds(people: list[int]) -> None:
    assert set(Person.objects.filter(pk__among=people)) == set(Person.objects.filter(pk__in=people))
    assert not Person.objects.filter(pk__among=set()).exists()
    assert Person.objects.filter(merged_into_id__among=set(people)).count() == 0
    assert Person.objects.exclude(pk__among={people[0], -5, 2**62}).count() == 2
