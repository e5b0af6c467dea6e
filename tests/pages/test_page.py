"""A page is shown in the visitor's language, counted, and its form comes back with what was typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from suppilo.capture.models import Submission
from suppilo.events.models import Event
from suppilo.foundation import clock
from suppilo.pages.signed import recipient_token
from suppilo.people.models import Consent, Identifier, Person
from suppilo.people.operations import identify
from tests.offers.shop import NOON, open_shop
from tests.pages.reading import form_to

pytestmark = pytest.mark.django_db
HOME = "/kahvila/home"


def views() -> list[Event]:
    return list(Event.objects.filter(name="page_viewed").order_by("seq"))


def fill(visitor: Client, address: str = HOME, **given: str):
    with clock.at(NOON):
        fields = form_to(visitor.get(address), "#form-ask")
    with clock.at(NOON + timedelta(seconds=20)):
        return visitor.post(address, fields | given), fields


@pytest.mark.parametrize(
    ("query", "accept", "language", "words"),
    [
        ("", "en", "en", "Better coffee"),
        ("", "fi-FI,fi;q=0.9,en;q=0.5", "fi", "Parempaa kahvia"),
        ("?lang=fi", "en", "fi", "Parempaa kahvia"),
        ("?lang=xx", "de", "en", "Better coffee"),
        ("", "", "en", "Better coffee"),
        ("", "sv;q=0.1, fi;q=0.8", "fi", "Parempaa kahvia"),
    ],
)
def test_a_page_speaks_the_language_asked_for_else_the_browsers(
    visitor: Client, query: str, accept: str, language: str, words: str
):
    response = visitor.get(HOME + query, headers={"accept-language": accept})
    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.content.decode()
    assert words in response.content.decode()
    assert response.headers["Content-Language"] == language
    assert not response.cookies.keys() - {"csrftoken"}


def test_the_bare_address_leads_to_the_pages_of_the_only_business(visitor: Client):
    answer = visitor.get("/?utm_source=news", follow=True)
    assert answer.redirect_chain == [("/kahvila/?utm_source=news", 302), (f"{HOME}?utm_source=news", 302)]
    assert answer.request["PATH_INFO"] == HOME
    assert "Better coffee" in answer.content.decode()


def test_the_bare_address_leads_to_the_desk_where_there_is_no_one_business(client: Client):
    assert client.get("/").headers["Location"] == "/studio/"
    open_shop("kahvila")
    open_shop("teehuone")
    assert client.get("/").headers["Location"] == "/studio/"


def test_search_engines_are_told_the_plain_address_and_the_other_languages(visitor: Client):
    html = visitor.get(HOME + "?lang=fi&utm_source=x&p=token").content.decode()
    assert '<link rel="canonical" href="http://127.0.0.1:8000/kahvila/home?lang=fi">' in html
    assert 'hreflang="en" href="http://127.0.0.1:8000/kahvila/home?lang=en"' in html
    assert '<meta name="description" content="Opas.">' in html


def test_a_view_without_consent_is_counted_and_belongs_to_nobody(visitor: Client):
    with clock.at(NOON):
        visitor.get(
            HOME + "?utm_source=news&utm_medium=email&utm_campaign=spring",
            headers={"referer": "https://www.example.com/a?mail=ann@example.org"},
        )
    (view,) = views()
    assert (view.person_id, view.at, view.traffic, view.is_act) == (None, NOON, "person", True)
    assert view.properties == {
        "page": "home",
        "funnel": "coffee",
        "url": HOME,
        "referrer": "https://www.example.com/a",
        "source": "news",
        "medium": "email",
        "campaign": "spring",
        "language": "en",
    }
    assert Person.objects.count() == 0


def test_term_and_content_are_kept_and_an_advertisers_click_only_of_who_agreed(visitor: Client):
    asked = HOME + "?utm_term=cup&utm_content=top&gclid=g1&fbclid=ann@example.org"
    html = visitor.get(asked).content.decode()
    visitor.cookies["suppilo_consent"] = "kahvila.yes"
    visitor.get(asked)
    tags = [{key: view.properties.get(key) for key in ("term", "content", "gclid", "fbclid")} for view in views()]
    both = {"term": "cup", "content": "top", "fbclid": None}
    assert tags == [both | {"gclid": None}, both | {"gclid": "g1"}]
    assert "tag_term" in html
    assert "tag_gclid" not in html


def test_without_tags_the_referring_site_is_the_source(visitor: Client):
    visitor.get(HOME, headers={"referer": "https://www.google.fi/search?q=coffee"})
    visitor.get(HOME, headers={"referer": "http://testserver/kahvila/box"})
    assert [(view.properties.get("source"), view.properties.get("medium")) for view in views()] == [
        ("google.fi", "search"),
        (None, None),
    ]


def test_tags_with_contact_data_or_markup_do_no_harm(visitor: Client):
    response = visitor.get(HOME, {"utm_source": '"><script>alert(1)</script>', "utm_campaign": "ann@example.org"})
    assert response.status_code == 200
    assert "<script>" not in response.content.decode()
    assert "campaign" not in views()[0].properties


@pytest.mark.parametrize("agent", ["Googlebot/2.1 (+http://www.google.com/bot.html)", "curl/8.5", ""])
def test_programs_are_counted_apart_from_people(visitor: Client, agent: str):
    visitor.get(HOME, headers={"user-agent": agent})
    assert [(view.traffic, view.person_id) for view in views()] == [("scanner", None)]


def test_looking_ahead_and_asking_for_the_head_are_no_views(visitor: Client):
    assert visitor.head(HOME).status_code == 200
    visitor.get(HOME, headers={"sec-purpose": "prefetch"})
    assert views() == []


@pytest.mark.parametrize(
    "address", ["/kahvila/nothing", "/nobody/home", "/nobody/", "/m/forged", "/kahvila/order/forged"]
)
def test_what_is_not_there_answers_404_with_a_page(visitor: Client, address: str):
    response = visitor.get(address)
    assert response.status_code == 404
    assert "Page not found" in response.content.decode()


def test_the_bare_address_leads_to_the_first_page(visitor: Client):
    assert visitor.get("/kahvila/?lang=fi").headers["Location"] == "/kahvila/home?lang=fi"


def test_a_form_becomes_a_lead_with_the_tags_of_the_visit_and_leads_to_the_thanks(visitor: Client):
    response, _fields = fill(visitor, HOME + "?utm_source=news&lang=fi", email="Aino@Example.org", consent="letter")
    assert (response.status_code, response.headers["Location"]) == (302, "/kahvila/home?lang=fi&done=ask#form-ask")
    assert "Katso postilaatikkoosi." in visitor.get(response.headers["Location"]).content.decode()
    (fact,) = Event.objects.filter(name="form_submitted")
    assert fact.properties["source"] == "news"
    assert Identifier.objects.get(kind="email").value == "aino@example.org"
    assert Consent.objects.get().state == "pending"


def test_a_repeated_post_is_no_second_lead(visitor: Client):
    _response, fields = fill(visitor, email="aino@example.org")
    with clock.at(NOON + timedelta(seconds=30)):
        again = visitor.post(HOME, fields | {"email": "aino@example.org"})
    assert again.status_code == 302
    assert Submission.objects.count() == Person.objects.count() == 1


def test_a_wrong_field_is_named_tied_to_its_input_and_nothing_has_to_be_typed_again(visitor: Client):
    response, _fields = fill(visitor, first_name="<b>Aino</b>", email="nonsense", consent="letter")
    html = response.content.decode()
    assert response.status_code == 422
    assert 'value="&lt;b&gt;Aino&lt;/b&gt;"' in html
    assert 'value="nonsense"' in html
    assert 'aria-invalid="true" aria-describedby="ask-email-error"' in html
    assert 'id="ask-email-error"' in html
    assert 'value="letter" checked' in html
    assert "<title>Please check the form" in html
    assert Person.objects.count() == 0


def test_a_form_can_only_be_posted_to_a_page_that_shows_it(visitor: Client):
    _response, fields = fill(visitor, email="aino@example.org")
    assert visitor.post("/kahvila/box", fields).status_code == 404
    assert visitor.post(HOME, fields | {"form": "none"}).status_code == 404


def test_a_form_from_another_site_is_refused(shop: int):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(HOME, {"form": "ask", "email": "aino@example.org"})
    assert response.status_code == 403
    assert Person.objects.count() == 0


def test_a_link_from_a_mail_fills_in_the_address_and_identifies_nobody(shop: int, visitor: Client):
    person = identify(shop, identifiers={"email": "aino@example.org"}, at=NOON, now=NOON).person_id
    html = visitor.get(HOME, {"p": recipient_token(shop, person)}).content.decode()
    assert 'value="aino@example.org"' in html
    assert views()[0].person_id is None


def test_a_forged_or_foreign_token_fills_in_nothing(shop: int, visitor: Client):
    person = identify(shop, identifiers={"email": "aino@example.org"}, at=NOON, now=NOON).person_id
    for token in ("forged", recipient_token(shop, person) + "x", recipient_token(shop + 1, person)):
        assert "aino@example.org" not in visitor.get(HOME, {"p": token}).content.decode()


def test_small_files_for_browsers_and_robots_are_there(visitor: Client):
    html = visitor.get(HOME).content.decode()
    theme = html.split('href="/kahvila/theme-')[1].split('"')[0]
    response = visitor.get(f"/kahvila/theme-{theme}")
    assert (response.headers["Content-Type"], "immutable" in response.headers["Cache-Control"]) == (
        "text/css; charset=utf-8",
        True,
    )
    assert "immutable" not in visitor.get("/kahvila/theme-old.css").headers["Cache-Control"]
    assert b"Disallow: /studio/" in visitor.get("/robots.txt").content
    assert visitor.get("/favicon.ico").headers["Content-Type"] == "image/svg+xml"


def test_pages_hold_no_inline_style_or_script(visitor: Client):
    for address in (HOME, "/kahvila/box", "/kahvila/cart"):
        html = visitor.get(address).content.decode()
        assert all(one.startswith(' type="module" src="') for one in html.split("<script")[1:])
        assert html.count("<script") == html.count("></script>")
        assert "<style" not in html
        assert " style=" not in html
