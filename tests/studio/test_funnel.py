"""Home and the funnel page."""

from __future__ import annotations

import pytest
from django.test import Client

from suppilo.events.models import Conflict, Event
from suppilo.foundation import clock, work
from suppilo.messages.models import Outgoing
from suppilo.publishing.queries import running
from tests.studio.desk import NOW, Desk, lay, sign_in

pytestmark = pytest.mark.django_db
HOME = "/studio/roastery/"
FUNNEL = f"{HOME}funnels/coffee/"


@pytest.fixture
def desk() -> Desk:
    found = lay()
    with clock.at(NOW):
        work.run_due(NOW)
    return found


def seen(client: Client, address: str, language: str = "en") -> str:
    with clock.at(NOW):
        answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def test_home_shows_each_funnel_with_who_stands_where(client: Client, desk: Desk) -> None:
    page = seen(sign_in(client, desk.users["analyst"]), HOME)
    assert "Coffee subscription" in page
    assert '<span>Taster</span><b class="number">1</b>' in page
    assert '<span>Lead</span><b class="number">0</b>' in page
    assert "Everything that was to be done is done" in page


def test_the_funnel_is_a_picture_with_its_numbers_beside_it(client: Client, desk: Desk) -> None:
    page = seen(sign_in(client, desk.users["sales"]), FUNNEL)
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page
    assert '<th scope="row">Taster</th>' in page
    assert "100%" in page


def test_the_live_part_has_an_address_of_its_own_and_says_the_same(client: Client, desk: Desk) -> None:
    sign_in(client, desk.users["sales"])
    part = seen(client, f"{FUNNEL}now/?breakdown=brews_with")
    assert "<html" not in part
    assert part.strip() in seen(client, f"{FUNNEL}?breakdown=brews_with")
    assert f'hx-get="{FUNNEL}now/?breakdown=brews_with"' in seen(client, f"{FUNNEL}?breakdown=brews_with")


def test_a_breakdown_is_shown_and_an_unknown_one_is_said_to_be_so(client: Client, desk: Desk) -> None:
    sign_in(client, desk.users["sales"])
    assert "&lt;b&gt;moka&lt;/b&gt;" in seen(client, f"{FUNNEL}?breakdown=brews_with")
    assert "cannot be broken down by that" in seen(client, f"{FUNNEL}?breakdown=shoe_size")


def test_the_picture_speaks_the_readers_language(client: Client, desk: Desk) -> None:
    page = seen(sign_in(client, desk.users["sales"]), FUNNEL, "fi")
    assert "Kahvitilaus" in page
    assert "Maistaja" in page
    assert "Konversioprosentti" in page


def test_what_needs_attention_is_said_worst_first(client: Client, desk: Desk) -> None:
    current = running(desk.workspace.pk)
    assert current is not None
    for number, status in enumerate(("held", "unknown", "unknown", "failed")):
        Outgoing.objects.create(
            workspace=desk.workspace,
            version_id=current.version_id,
            person_id=desk.person,
            message_id="guide_mail",
            purpose="service",
            lane=0,
            unique_key=str(number),
            reference=f"{number:032}",
            status=status,
            reason="no_consent" if status == "held" else "",
            created_at=NOW,
        )
    Conflict.objects.create(first=Event.objects.first(), workspace_id=desk.workspace.pk, at=NOW, received_at=NOW)
    page = seen(sign_in(client, desk.users["owner"]), HOME)
    words = ["2 messages may or may not", "1 message was refused", "1 message is held back", "1 repeat of a fact"]
    places = [page.index(sentence) for sentence in words]
    assert places == sorted(places)
    letters = seen(client, f"{HOME}messages/?status=held")
    assert "The person has not agreed to this purpose." in letters
    assert letters.count("Your guide is here") == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_stands_still_is_noticed(client: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suppilo.studio.queries.attention.LAG", 0)
    page = seen(sign_in(client, desk.users["owner"]), HOME)
    assert "does the worker run?" not in page
    with clock.at(NOW):
        lay(slug="second")
    assert "does the worker run?" in seen(client, HOME)
