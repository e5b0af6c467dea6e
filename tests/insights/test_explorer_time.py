"""The time to convert under a funnel in the explorer."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from django.test import Client

from suppilo.foundation import clock
from tests.insights.shop import NOW, a_shop, at_work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client() -> Client:
    return at_work(a_shop())


def get(client: Client, query: str, page: str = "") -> HttpResponse:
    with clock.at(NOW):
        return client.get(f"/studio/shop/explore/{page}?{query}", follow=True)


def sheets(answer: HttpResponse) -> dict[str, list[list[str]]]:
    shown = answer.context["found"].shown
    return {sheet.key: [[cell.text for cell in row] for row in sheet.rows] for sheet in shown.sheets}


def test_a_funnel_shows_how_long_it_takes_with_its_definition_picture_and_file(client: Client) -> None:
    answer = get(client, "s=view&s=cart&w=3d")
    page = answer.content.decode()
    assert "Time from “Product viewed” to “cart”" in page
    assert "4 began, 2 converted, 2 have not yet." in page
    assert "(Kaplan and Meier)" in page
    assert sheets(answer)["time"][0] == ["60 minutes", "1", "25%", "3.9% – 87.2%", "3"]
    picture = get(client, "s=view&s=cart&w=3d&picture=2", "answer.svg").content
    assert "Time from" in (ElementTree.fromstring(picture)[1].text or "")
    file = get(client, "s=view&s=cart&w=3d", "answer.csv").content.decode("utf-8-sig")
    assert "seconds,converted,at_risk,share,lower,upper,start,conversion\r\n3600.0,1,4,0.25," in file


def test_it_is_told_in_the_readers_language_and_says_that_steps_between_may_be_left_out(client: Client) -> None:
    client.cookies["django_language"] = "fi"
    page = get(client, "s=view&s=cart&s=purchase").content.decode()
    assert "Aika: ”Tuotetta katsottu” – ”purchase”" in page
    assert "Mukana on myös se, joka ohitti jonkin välivaiheen." in page


@pytest.mark.parametrize("query", ["s=view", "s=view&s=cart&m=strict", "s=view&s=cart&x=complaint", "s=nothing&s=cart"])
def test_it_is_left_out_where_the_walk_means_something_else(client: Client, query: str) -> None:
    found = get(client, query).context["found"]
    assert not found.shown or "time" not in [sheet.key for sheet in found.shown.sheets]


def test_time_between_any_two_steps_stands_in_the_address_the_file_and_the_picture(client: Client) -> None:
    asked = "s=view&s=cart&s=purchase&w=7d&tf=2&tt=3"
    answer = get(client, asked)
    page = answer.content.decode()
    assert "Time from “cart” to “purchase”" in page
    assert "3 began, 1 converted, 2 have not yet." in page
    assert "time runs from the first “cart”" in page
    assert "From everybody&#x27;s first “cart” to their next “purchase”" in page
    assert '<option value="2" selected>2 cart</option>' in page
    file = get(client, asked, "answer.csv").content.decode("utf-8-sig")
    assert "seconds,converted,at_risk,share,lower,upper,start,conversion\r\n" in file
    assert ",cart,purchase\r\n" in file
    picture = get(client, f"{asked}&picture=2", "answer.svg").content
    assert ElementTree.fromstring(picture)[1].text == "Time from “cart” to “purchase”"


def test_without_a_choice_it_is_told_from_the_first_step_to_the_last(client: Client) -> None:
    plain, said = (get(client, f"s=view&s=cart&s=purchase&w=7d{more}") for more in ("", "&tf=1&tt=3"))
    assert "Time from “Product viewed” to “purchase”" in plain.content.decode()
    assert sheets(plain)["time"] == sheets(said)["time"]


def test_the_two_steps_are_kept_with_the_question(client: Client) -> None:
    asked = "s=view&s=cart&s=purchase&tf=2&tt=3"
    with clock.at(NOW):
        kept = client.post("/studio/shop/explore/save/", {"name": "From cart", "query": asked}, follow=True)
    assert [link for _one, link in kept.context["saved"]] == [f"/studio/shop/explore/?{asked}"]


def test_a_step_number_does_not_follow_to_a_question_with_fewer_steps(client: Client) -> None:
    for _kind, _label, link in get(client, "s=view&s=cart&s=purchase&tf=2&bv=3").context["kinds"]:
        with clock.at(NOW):
            assert client.get(link, follow=True).context["form"].wrong == {}, link


def test_where_nobody_converted_the_file_says_from_what_to_what_too(client: Client) -> None:
    file = get(client, "s=view&s=purchase&s=complaint&tf=2", "answer.csv").content.decode("utf-8-sig")
    assert ",start,conversion\r\n" in file
    assert ",purchase,complaint\r\n" in file
