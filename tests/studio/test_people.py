"""The list of people and a person's page."""

from __future__ import annotations

import pytest
from django.test import Client

from suppilo.foundation import clock, work
from suppilo.people import operations as people
from tests.studio.desk import NOW, Desk, lay, sign_in

pytestmark = pytest.mark.django_db
LIST = "/studio/roastery/people/"


@pytest.fixture
def desk() -> Desk:
    return lay()


def seen(client: Client, address: str) -> str:
    with clock.at(NOW):
        answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_people_are_found_by_name_and_by_address(client: Client, desk: Desk) -> None:
    sign_in(client, desk.users["marketer"])
    for search in ("meikä", "maija.meik"):
        page = seen(client, f"{LIST}?q={search}")
        assert "Maija Meikäläinen" in page
        assert "maija.meikalainen@example.fi" in page
    assert "Nobody fits this search." in seen(client, f"{LIST}?q=nobody")


def test_people_are_found_by_the_stage_in_which_they_stand(client: Client, desk: Desk) -> None:
    work.run_due(NOW)
    sign_in(client, desk.users["owner"])
    assert "Maija" in seen(client, f"{LIST}?stage=coffee.taster")
    assert "Maija" in seen(client, f"{LIST}?stage=coffee.taster&q=mai")
    assert "Nobody fits" in seen(client, f"{LIST}?stage=coffee.taster&q=x")
    for stage in ("coffee.lead", "coffee.nothing", "nothing", "."):
        assert "Nobody fits" in seen(client, f"{LIST}?stage={stage}")


def test_a_persons_page_tells_their_score_and_how_it_came_about(client: Client, desk: Desk) -> None:
    page = seen(sign_in(client, desk.users["sales"]), f"{LIST}{desk.person}/")
    card = page[page.index('id="scores"') :]
    card = card[: card.index("</section>")]
    assert "Interest <b" in card and ">21.5<" in card
    lines = ("+5</b> clicked a link in", "1 time, this rule gives no more", "+4</b> opened", "+12.5</b> Customer")
    places = [card.index(words) for words in lines]
    assert places == sorted(places)
    assert "looked at" not in card, "what gives nothing is left out"
    stranger = seen(client, f"{LIST}{desk.visitor}/")
    assert "Nothing gives points at the moment." in stranger


def test_an_analyst_neither_sees_nor_finds_contact_data(client: Client, desk: Desk) -> None:
    sign_in(client, desk.users["analyst"])
    assert "Nobody fits" in seen(client, f"{LIST}?q=maija.meik")
    for address in (LIST, f"{LIST}{desk.person}/"):
        page = seen(client, address)
        for secret in ("maija.meikalainen", "401234567", "192.0.2.7"):
            assert secret not in page
    assert "m•••@e•••" in seen(client, f"{LIST}{desk.person}/")


def test_a_persons_page_tells_the_story_in_words_newest_first(client: Client, desk: Desk) -> None:
    page = seen(sign_in(client, desk.users["sales"]), f"{LIST}{desk.person}/")
    story = [
        "paid an order of 9.90 EUR (without VAT)",
        "clicked a link in <b>Taste three coffees</b>",
        "opened <b>The home barista&#x27;s guide</b>",
        "agreed to <b>newsletter</b>",
    ]
    places = [page.index(words) for words in [*story, "filled in the form"]]
    assert places == sorted(places)
    assert "magnet_opened" not in page
    assert "Yesterday" not in page
    assert "Yes, send me coffee news." in page


def test_what_a_person_wrote_is_shown_and_never_run(client: Client, desk: Desk) -> None:
    page = seen(sign_in(client, desk.users["owner"]), f"{LIST}{desk.person}/")
    assert "&lt;b&gt;moka&lt;/b&gt;" in page


def test_somebody_merged_leads_to_whom_they_became(client: Client, desk: Desk) -> None:
    with clock.at(NOW):
        people.merge(desk.workspace.pk, keep=desk.person, absorb=desk.visitor, reason="test", at=NOW, now=NOW)
    answer = sign_in(client, desk.users["owner"]).get(f"{LIST}{desk.visitor}/")
    assert answer["Location"] == f"{LIST}{desk.person}/"


def test_a_person_of_another_workspace_is_not_there(client: Client, desk: Desk) -> None:
    with clock.at(NOW):
        stranger = people.identify(desk.other.pk, identifiers={"email": "eve@example.org"}, at=NOW, now=NOW).person_id
    sign_in(client, desk.users["owner"])
    assert client.get(f"{LIST}{stranger}/").status_code == 404
    assert client.get(f"/studio/{desk.other.slug}/people/{stranger}/").status_code == 404


def test_strange_queries_are_harmless(client: Client, desk: Desk) -> None:
    sign_in(client, desk.users["owner"])
    for query in ("page=x", "page=-1", "page=99999999999999999999", "q=%00%00", "q=" + "a" * 5000, "q=%25_'", "page=²"):
        assert client.get(f"{LIST}?{query}").status_code == 200, query


@pytest.mark.parametrize(("zone", "said"), [("", True), ("Europe/Atlantis", True), ("Europe/Oslo", False)])
def test_a_time_zone_that_nobody_knows_is_said_with_the_one_that_counts(
    client: Client, desk: Desk, zone: str, said: bool
) -> None:
    from suppilo.people.models import Person

    Person.objects.filter(pk=desk.person).update(zone=zone)
    sign_in(client, desk.users["marketer"])
    with clock.at(NOW):
        page = client.get(f"/studio/roastery/people/{desk.person}/").content.decode()
    assert ("Not known: Europe/Helsinki counts." in page) is said
    assert zone in page
