"""A person's page shows the journeys that they are in and were in."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from suppilo.definition.reading import read_bundle
from suppilo.foundation import clock
from suppilo.journeys.models import Ended, Enrolment
from suppilo.publishing import operations as publishing
from suppilo.publishing.queries import running
from tests.studio.coffee import BUSINESS, FUNNEL
from tests.studio.desk import NOW, Desk, lay, sign_in
from tests.studio.test_journeys import JOURNEY, SEGMENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    desk = lay()
    files = {"business.yaml": BUSINESS + SEGMENT, "funnels/coffee.yaml": FUNNEL + JOURNEY}
    with clock.at(NOW):
        publishing.apply(desk.workspace.pk, read_bundle(files), made_from=1)
    return desk


def about(desk: Desk, **more: object) -> dict:
    version = running(desk.workspace.pk).version_id
    started = {"started_at": NOW - timedelta(days=2)}
    place = {"workspace_id": desk.workspace.pk, "person_id": desk.person, "version_id": version, "journey": "welcome"}
    return {**place, **started, **more}


def inside(desk: Desk, **more: object) -> Enrolment:
    given = {"entry_key": "1", "since": NOW, "due_at": NOW + timedelta(hours=20), **more}
    return Enrolment.objects.create(**about(desk, **given))


def card(client: Client, desk: Desk, person: int = 0) -> str:
    with clock.at(NOW):
        page = client.get(f"/studio/roastery/people/{person or desk.person}/").content.decode()
    found = page[page.index('id="stays"') :] if 'id="stays"' in page else ""
    return unescape(found[: found.index("</section>")]) if found else ""


def test_where_they_stand_since_when_and_when_it_goes_on(client: Client, desk: Desk) -> None:
    inside(desk, step="rest")
    seen = card(sign_in(client, desk.users["marketer"]), desk)
    assert "under way" in seen and "wait: 2" in seen
    assert "Began:" in seen and (NOW - timedelta(days=2)).isoformat() in seen
    assert "Goes on:" in seen and (NOW + timedelta(hours=20)).isoformat() in seen
    assert "/journeys/welcome/" in seen and f"/people/{desk.person}/why/?message=" in seen


def test_how_it_ended_and_what_is_stuck_or_paused_is_said(client: Client, desk: Desk) -> None:
    inside(desk, step="rest", stuck="KeyError: 'x'", due_at=None)
    inside(desk, step="rest", entry_key="2", late_since=NOW, due_at=None)
    over = about(desk, enrolment_id=77, entry_key="3", ended_at=NOW - timedelta(hours=1))
    Ended.objects.create(**over, reason="replied")
    Ended.objects.create(**{**over, "enrolment_id": 78, "entry_key": "4", "journey": "gone"}, reason="goal")
    seen = card(sign_in(client, desk.users["owner"]), desk)
    for words in ("stuck", "paused", "the person answered a message of it", "its goal was reached", "Ended:"):
        assert words in seen, words
    assert "/journeys/gone/" not in seen, "it has no page any more"
    assert seen.index("paused") < seen.index("the person answered"), "those they are in come first"


def test_the_page_keeps_to_what_a_role_may_see(client: Client, desk: Desk) -> None:
    inside(desk, step="rest")
    seen = card(sign_in(client, desk.users["analyst"]), desk)
    assert "under way" in seen and "why/?" not in seen
    assert card(client, desk, desk.visitor) == ""
