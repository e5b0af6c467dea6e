"""Who is in a segment: counted, page by page, taken along, and found by one index whatever their number."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from re import findall

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from suppilo.definition.reading import read_bundle
from suppilo.foundation import clock
from suppilo.people import operations as people
from suppilo.people.models import Person
from suppilo.publishing import operations as publishing
from suppilo.publishing.queries import running
from suppilo.segments import queries as segments
from suppilo.segments.models import Member, Passage
from suppilo.team.queries import audit_of
from tests.studio.coffee import FILES
from tests.studio.desk import NOW, Desk, lay, sign_in

pytestmark = pytest.mark.django_db
SEGMENT = "segments:\n  keen: {name: {en: Keen readers, fi: Innokkaat lukijat}, when: {identifier: phone}}\n"
PLACE = "/studio/roastery/segments/"


@pytest.fixture
def desk() -> Desk:
    desk = lay()
    current = running(desk.workspace.pk)
    assert current is not None
    texts = {**FILES, "business.yaml": FILES["business.yaml"] + SEGMENT}
    with clock.at(NOW):
        publishing.apply(desk.workspace.pk, read_bundle(texts), made_from=current.number)
    Member.objects.all().delete()
    Passage.objects.all().delete()
    return desk


def put_in(desk: Desk, person: int, at: datetime = NOW - timedelta(days=1)) -> None:
    about = {"workspace_id": desk.workspace.pk, "person_id": person, "segment": "keen"}
    Member.objects.create(**about, first_at=NOW - timedelta(days=90))
    Passage.objects.create(**about, entered=True, at=at)


def crowd(desk: Desk, many: int) -> list[int]:
    rows = [Person(workspace=desk.workspace, created_at=NOW, origin="live") for _ in range(many)]
    numbers = [row.pk for row in Person.objects.bulk_create(rows)]
    about = {"workspace_id": desk.workspace.pk, "segment": "keen", "first_at": NOW}
    Member.objects.bulk_create(Member(person_id=number, **about) for number in numbers)
    return numbers


def page(client: Client, rest: str = "") -> str:
    with clock.at(NOW):
        answer = client.get(f"{PLACE}keen/{rest}")
    assert answer.status_code == 200
    return answer.content.decode()


def numbers_on(text: str) -> list[int]:
    return [int(one) for one in findall(r"/people/(\d+)/\"", text)]


def test_the_page_counts_says_since_when_and_who_came_and_went_in_seven_days(client: Client, desk: Desk) -> None:
    put_in(desk, desk.person)
    about = {"workspace_id": desk.workspace.pk, "person_id": desk.visitor, "segment": "keen"}
    Passage.objects.create(**about, entered=True, at=NOW - timedelta(days=8))
    Passage.objects.create(**about, entered=False, at=NOW - timedelta(days=7))
    Passage.objects.create(**{**about, "workspace_id": desk.other.pk}, entered=True, at=NOW - timedelta(days=1))
    marketer = sign_in(client, desk.users["marketer"])
    said = " ".join(page(marketer).split())
    assert "<b>1</b> person in it now · In the last 7 days: 1 came in, 1 left" in said
    assert "Maija Meikäläinen" in said and 'datetime="2026-03-11T09:30' in said
    assert "Keen readers" in marketer.get(PLACE).content.decode()
    for place in ("broadcasts/new/", "people/", "definition/"):
        assert PLACE in marketer.get(f"/studio/roastery/{place}").content.decode(), place


def test_pages_lead_on_and_back_without_counting_places(client: Client, desk: Desk) -> None:
    many = sorted(crowd(desk, 120), reverse=True)
    marketer = sign_in(client, desk.users["marketer"])
    first = page(marketer)
    second = page(marketer, f"?before={many[49]}")
    third = page(marketer, f"?before={many[99]}")
    assert [numbers_on(one) for one in (first, second, third)] == [many[:50], many[50:100], many[100:]]
    assert f"?before={many[49]}" in first and 'href="?after=' not in first
    assert f"?after={many[50]}" in second and f"?before={many[99]}" in second
    assert 'href="?before=' not in third
    assert numbers_on(page(marketer, f"?after={many[50]}")) == many[:50]
    assert 'href="?after=' not in page(marketer, f"?after={many[50]}")
    for strange in ("?before=x", "?before=0", "?after=99999999999999999", "?before=²"):
        page(marketer, strange)


def test_it_is_taken_along_as_a_table_without_formulas_and_the_record_says_so(client: Client, desk: Desk) -> None:
    put_in(desk, desk.person)
    people.set_attributes(desk.workspace.pk, desk.person, {"name": "=1+1"}, at=NOW, now=NOW, types={"name": "text"})
    crowd(desk, 3)
    gone = crowd(desk, 1)
    Person.objects.filter(pk__in=gone).update(is_leaving=True)
    told = {}
    for role in ("marketer", "analyst"):
        with clock.at(NOW):
            answer = sign_in(Client(), desk.users[role]).post(f"{PLACE}keen/people.csv")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        told[role] = list(csv.reader(text.splitlines()))
    assert told["marketer"][0] == ["Number", "Name", "E-mail", "Phone", "Own id", "Language", "Country", "In it since"]
    maija = [str(desk.person), "'=1+1", "maija.meikalainen@example.fi", "'+358401234567", "", "fi", "FI"]
    assert told["marketer"][-1] == [*maija, "2026-03-11T09:30:00+00:00"]
    assert len(told["marketer"]) == 5
    assert "@" not in str(told["analyst"]) and "Phone" not in told["analyst"][0]
    entry = audit_of(desk.workspace)[0]
    assert (entry.action, entry.details) == ("segment.export", {"segment": "keen", "people": 5})


def test_who_may_not_see_contact_data_sees_none(client: Client, desk: Desk) -> None:
    put_in(desk, desk.person)
    assert "maija.meikalainen" not in page(sign_in(client, desk.users["analyst"]))
    assert sign_in(Client(), desk.users["marketer"]).get(f"{PLACE}nothing/").status_code == 404


def test_a_page_and_the_coming_and_going_are_read_from_one_place_in_an_index(desk: Desk) -> None:
    crowd(desk, 3)
    with CaptureQueriesContext(connection) as queries:
        segments.roll(desk.workspace.pk, "keen", before=10**9, limit=51)
        segments.roll(desk.workspace.pk, "keen", after=1, limit=1)
        segments.flow(desk.workspace.pk, "keen", NOW - timedelta(days=7), NOW)
        segments.count(desk.workspace.pk, "keen")
    asked = [one["sql"] for one in queries if "Max" not in one["sql"] and "MAX" not in one["sql"]]
    assert len(asked) == 4
    wanted = ["segments_members", "segments_members", "segments_passages", "segments_members"]
    for sql, index in zip(asked, wanted, strict=True):
        plan = plan_of(sql)
        assert index in plan, plan
        assert "TEMP B-TREE FOR ORDER" not in plan and "Sort Key" not in plan, plan


def plan_of(sql: str) -> str:
    """How the database goes about it, as if there were many rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql)
        return str(cursor.fetchall())
