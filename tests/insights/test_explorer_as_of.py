"""An answer tells only what it holds: facts that wait, what is counted, and events of nobody."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.test import Client

from suppilo.analysis.store import opening
from suppilo.analysis.store.segment import open_segment
from suppilo.events.operations import NewFact, compact_store, record
from suppilo.events.store import answering, places
from suppilo.foundation import clock
from suppilo.insights.explorer import keeping
from suppilo.team.models import Workspace
from tests.events.store.test_damage import another_process
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
    for kind in ("", "a=retention&", "a=paths&", "a=attribution&"):
        words = get(client, f"{kind}s=view&u=session&from=never").content.decode()
        assert '<option value="session" selected>' in words.split('id="u"')[1].split("</select>")[0], kind
    for kind in ("", "a=retention&"):
        answer = get(client, f"{kind}s=view&u=session")
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


def test_a_damaged_column_is_mended_before_it_answers_and_that_is_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "COMPARED_BYTES", 0)
    workspace = Workspace.objects.get(slug="shop").pk
    assert table(get(client, "s=view&p1=brand&o1=is&v1=aqua"))[0][1] == "2"
    compact_store(workspace)
    folder = places.folder_of(workspace)
    for path in folder.glob("*.base"):
        content = bytearray(path.read_bytes())
        place = open_place(folder, path.name, "column.brand")
        if place is not None:
            content[place] ^= 1
            path.write_bytes(content)
    another_process()
    keeping.keeper.kept.clear()
    waits = get(client, "s=view&p1=brand&o1=is&v1=aqua").context["found"]
    assert waits.shown is None and "was damaged" in waits.waiting
    answer = get(client, "s=view&p1=brand&o1=is&v1=aqua")
    assert table(answer)[0][1] == "2"
    assert "laid out anew from the log on" in answer.context["found"].shown.notes[-1]


def open_place(folder: Path, name: str, array: str) -> int | None:
    """Where the array begins in its file; None where it has none."""
    store = opening.open_store(folder)
    card = next(base.file for base in store.manifest.bases if base and base.file.name == name)
    found = open_segment(folder, card).arrays.get(array)
    return None if found is None else int(found.ctypes.data - np.frombuffer(found.base, dtype=np.uint8).ctypes.data)
