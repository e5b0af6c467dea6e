"""An answer tells only what it holds: facts that wait, what is counted, and events of nobody."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client

from suppilo.events.operations import NewFact, record
from suppilo.events.store import answering, places
from suppilo.foundation import clock
from suppilo.team.models import Workspace
from tests.insights.shop import NOW, a_shop, at_work
from tests.insights.test_explorer_pages import PAGE, get, table

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(hours=2)
MUCH_LATER = NOW + timedelta(hours=4)


@pytest.fixture
def client() -> Client:
    return at_work(a_shop())


def happened(number: int, person: int | None = 1) -> None:
    facts = [NewFact(name="view", person_id=person, at=LATER, properties={}, source="t") for _ in range(number)]
    with clock.at(LATER):
        record(Workspace.objects.get(slug="shop").pk, facts)


def test_what_another_writer_keeps_from_the_store_is_said_and_now_is_not_claimed(client: Client) -> None:
    get(client, "s=view&c=total")
    happened(3)
    with places.only_writer(places.folder_of(Workspace.objects.get(slug="shop").pk)) as alone, clock.at(MUCH_LATER):
        assert alone
        answer = client.get(f"{PAGE}?s=view&c=total").context["found"]
        page = client.get(f"{PAGE}?s=view&s=cart&w=7d")
        sheet = client.get(f"{PAGE}answer.csv?s=view&s=cart&w=7d").content.decode("utf-8-sig")
    assert answer.as_of == NOW and "3 newer facts are not in" in answer.shown.notes[0]
    found = page.context["found"]
    assert found.as_of == NOW == found.answered.result.as_of, "who may still go on is judged from then too"
    rows = list(csv.reader(io.StringIO(sheet)))
    assert ["As of", NOW.isoformat()] in rows and any("3 newer facts" in row[0] for row in rows if row)
    with clock.at(MUCH_LATER):
        whole = client.get(f"{PAGE}?s=view&s=cart&w=7d").context["found"]
    assert whole.as_of == MUCH_LATER and not whole.shown.notes


def test_more_than_a_question_waits_for_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    get(client, "s=view&c=total")
    happened(6)
    monkeypatch.setattr(answering, "CATCH_UP", 2)
    monkeypatch.setattr(answering, "_BATCH", 2)
    with clock.at(MUCH_LATER):
        answer = client.get(f"{PAGE}?s=view&c=total").context["found"]
    assert answer.answered.result.counts == [7] and "4 newer facts" in answer.shown.notes[0]
    assert answer.as_of == LATER
    monkeypatch.setattr("suppilo.events.store.unread.AT_MOST", 1)
    with clock.at(MUCH_LATER):
        answer = client.get(f"{PAGE}?s=view&c=total").context["found"]
    assert "More than 1 newer" in answer.shown.notes[0]


def test_a_unit_that_is_not_people_is_chosen_kept_and_named_in_every_kind(client: Client) -> None:
    for kind in ("", "a=retention&", "a=paths&", "a=attribution&ch=brand&"):
        answer = get(client, f"{kind}s=view&u=session")
        words = answer.content.decode()
        assert '<option value="session" selected>' in words.split('id="u"')[1].split("</select>")[0], kind
        assert "each different “session”, not people" in answer.context["found"].shown.notes[0]
        assert "2 events have no “session”" in answer.context["found"].shown.notes[1]
    cohorts = get(client, "a=retention&s=view&u=session").context["found"].shown
    assert cohorts.sheets[0].headings[:2] == ["Cohort", "session"]
    assert "people" not in cohorts.notes[-1] and [row[1].text for row in cohorts.sheets[0].rows] == ["3", "1"]
    assert table(get(client, "a=retention&s=view"), "cohorts")[0][1] == "3"


def test_events_of_nobody_are_told_beside_every_answer(client: Client) -> None:
    happened(2, person=None)
    for query in (
        "s=view",
        "s=view&u=session",
        "a=retention&s=view",
        "a=paths&s=view",
        "a=attribution&s=view&ch=brand",
    ):
        answer = get(client, query).context["found"]
        assert any("2 events belong to nobody" in note for note in answer.shown.notes), query
        assert answer.answered.result.left_out.no_person == 2
