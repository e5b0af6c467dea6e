"""Attribution in the explorer: how far back touches count, and what is called direct."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.html import escape

from suppilo.foundation import clock
from tests.insights.shop import NOW, Told, a_shop, at_work

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/studio/shop/explore/"
DAY = 24
STORY: tuple[Told, ...] = (
    ("ann", -40 * DAY, "view", {"brand": "aqua"}),
    ("ann", -20 * DAY, "view", {"brand": "zest"}),
    ("ann", -2, "view", {"brand": "direct"}),
    ("ann", -1, "view", {}),
    ("ann", 0, "purchase", {}),
)
ASKED = "a=attribution&s=purchase&s=view&ch=brand"


@pytest.fixture
def client() -> Client:
    return at_work(a_shop(story=STORY))


def page_of(client: Client, more: str) -> str:
    with clock.at(NOW):
        return client.get(f"{PAGE}?{ASKED}{more}", follow=True).content.decode()


def credited(client: Client, more: str) -> list[str]:
    with clock.at(NOW):
        shown = client.get(f"{PAGE}?{ASKED}{more}", follow=True).context["found"].shown
    return sorted(row[0].text for sheet in shown.sheets for row in sheet.rows)


@pytest.mark.parametrize(
    ("more", "sources"),
    [
        ("", ["aqua", "direct", "zest"]),
        ("&lb=default", ["direct", "zest"]),
        ("&w=1d", ["direct"]),
        ("&k=last_non_direct", ["zest"]),
        ("&k=last_non_direct&w=1d", ["direct"]),
        ("&k=last_non_direct&dn=missing", ["direct"]),
        ("&k=last_non_direct&dn=nothing", ["direct"]),
        ("&k=last_non_direct&ch=price&dir=anything&dn=nothing", []),
        ("&k=last&dn=missing", ["(none)"]),
        ("&k=last&dn=nothing", ["direct"]),
        ("&dn=missing&w=1d", ["(none)", "direct"]),
    ],
)
def test_the_look_back_and_what_is_direct_decide_who_is_credited(client: Client, more: str, sources: list[str]) -> None:
    assert credited(client, more) == sources


def test_the_form_shows_which_look_back_is_the_default_and_the_meaning_says_what_was_asked(client: Client) -> None:
    assert escape("the library's default: 30 days") in page_of(client, "")
    assert "A touch counts however old it is." in page_of(client, "")
    told = page_of(client, "&lb=default")
    assert escape("no older than 30 days at the conversion: the library's default.") in told
    assert '<option value="default" selected>' in told
    assert "no older than 12 hours at the conversion." in page_of(client, "&w=12h")
    assert "An event without a source is a touch too" in page_of(client, "&dn=missing")
    assert "Nothing is called direct" in page_of(client, "&k=last_non_direct&dn=nothing")


def test_both_are_kept_with_the_question_and_told_in_finnish(client: Client) -> None:
    asked = "a=attribution&s=purchase&s=view&k=last_non_direct&ch=brand&dn=missing&lb=default"
    with clock.at(NOW):
        kept = client.post(f"{PAGE}save/", {"name": "Whence", "query": asked}, follow=True)
    assert [link for _one, link in kept.context["saved"]] == [f"{PAGE}?{asked}"]
    client.cookies["django_language"] = "fi"
    page = page_of(client, "&k=last_non_direct&dn=missing&lb=default")
    assert "kirjaston oletus" in page
    assert "library" not in page


def test_a_default_look_back_stays_with_attribution(client: Client) -> None:
    with clock.at(NOW):
        kinds = client.get(f"{PAGE}?{ASKED}&lb=default", follow=True).context["kinds"]
    assert [kind for kind, _label, link in kinds if "lb=" in link] == ["attribution"]
