"""A visitor is measured only after agreeing, and declining is as easy."""

from __future__ import annotations

import pytest
from django.test import Client

from suppilo.events.models import Event
from suppilo.pages.choice import choice_in, with_choice
from suppilo.people.models import Consent, ConsentRecord, Identifier, Person
from tests.offers.shop import open_shop

pytestmark = pytest.mark.django_db
HOME = "/kahvila/home"


def choose(visitor: Client, answer: str, back: str = HOME):
    return visitor.post("/kahvila/consent", {"choice": answer, "next": back})


def test_the_question_stands_on_the_page_until_it_is_answered_either_way(visitor: Client, other: Client):
    for browser, answer in ((visitor, "yes"), (other, "no")):
        assert "May we measure your visit?" in browser.get(HOME).content.decode()
        assert choose(browser, answer).headers["Location"] == HOME
        assert "May we measure your visit?" not in browser.get(HOME).content.decode()
        assert "May we measure your visit?" in browser.get(HOME + "?choose=1").content.decode()


def test_agreeing_makes_a_person_with_proof_and_views_are_theirs_from_then(visitor: Client):
    visitor.get(HOME)
    choose(visitor, "yes")
    visitor.get(HOME)
    person = Person.objects.get()
    assert [view.person_id for view in Event.objects.filter(name="page_viewed").order_by("seq")] == [None, person.pk]
    assert Identifier.objects.get().kind == "visitor"
    assert (Consent.objects.get().purpose, Consent.objects.get().state) == ("measurement", "granted")
    assert ConsentRecord.objects.get().proof == {"text": "We count visits.", "language": "en"}
    cookie = visitor.cookies["suppilo_visitor"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_declining_leaves_no_trace_but_the_answer_itself(visitor: Client):
    choose(visitor, "no")
    visitor.get(HOME)
    assert "suppilo_visitor" not in visitor.cookies or not visitor.cookies["suppilo_visitor"].value
    assert Person.objects.count() == 0
    assert [view.person_id for view in Event.objects.filter(name="page_viewed")] == [None]


def test_changing_ones_mind_withdraws_the_consent_and_ends_the_measuring(visitor: Client):
    choose(visitor, "yes")
    choose(visitor, "no")
    visitor.get(HOME)
    assert Consent.objects.get().state == "withdrawn"
    assert Event.objects.get(name="page_viewed").person_id is None
    assert not visitor.cookies["suppilo_visitor"].value


def test_a_visitor_cookie_without_consent_or_of_a_foreign_shape_is_not_believed(visitor: Client):
    visitor.cookies["suppilo_visitor"] = "a" * 32
    visitor.get(HOME)
    visitor.cookies["suppilo_consent"] = "kahvila.yes"
    visitor.cookies["suppilo_visitor"] = "<script>"
    visitor.get(HOME)
    assert {view.person_id for view in Event.objects.filter(name="page_viewed")} == {None}
    assert Person.objects.count() == 0


def test_agreeing_with_one_business_says_nothing_to_another(visitor: Client):
    open_shop("toinen")
    choose(visitor, "yes")
    visitor.get("/toinen/home")
    assert Event.objects.get(name="page_viewed").person_id is None


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "/kahvila/\\..//evil", "/toinen/", "", "/studio/"],
)
def test_the_answer_never_leads_away_from_the_workspace(visitor: Client, address: str):
    location = choose(visitor, "no", back=address).headers["Location"]
    assert location.startswith("/kahvila/")


def test_only_a_post_chooses(visitor: Client):
    assert visitor.get("/kahvila/consent?choice=yes").status_code == 405


@pytest.mark.pure
def test_the_cookie_keeps_one_answer_per_workspace_and_not_too_many():
    cookie = ""
    for number in range(30):
        cookie = with_choice(cookie, f"shop-{number}", "yes")
    cookie = with_choice(cookie, "shop-29", "no")
    assert choice_in(cookie, "shop-29") == "no"
    assert choice_in(cookie, "shop-15") == "yes"
    assert choice_in(cookie, "shop-1") == ""
    assert choice_in("kahvila.perhaps~.yes~~kahvila", "kahvila") == ""
