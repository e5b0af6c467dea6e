"""Every page of the desk in a real browser: wide and narrow, light and dark, in words of two languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.watching import SIZES, Watched, findings, picture

pytestmark = [pytest.mark.browser]


PAGES = {
    "home": "/studio/kaamos/",
    "funnel": "/studio/kaamos/funnels/coffee/?breakdown=first_name",
    "explore": "/studio/kaamos/explore/",
    "people": "/studio/kaamos/people/?q=maija",
    "person": "/studio/kaamos/people/1/",
    "erase": "/studio/kaamos/people/1/erase/",
    "messages": "/studio/kaamos/messages/",
    "sending": "/studio/kaamos/messages/sending/",
    "preview": "/studio/kaamos/messages/preview/?message=year_offer&person=1&language=fi",
    "reactions": "/studio/kaamos/messages/reactions/",
    "rules": "/studio/kaamos/messages/rules/",
    "why": "/studio/kaamos/people/1/why/?message=year_offer",
    "broadcasts": "/studio/kaamos/broadcasts/",
    "broadcast_new": "/studio/kaamos/broadcasts/new/",
    "journeys": "/studio/kaamos/journeys/",
    "journey": "/studio/kaamos/journeys/deliver_guide/",
    "tasks": "/studio/kaamos/tasks/",
    "mailbox": "/studio/kaamos/mailbox/",
    "definition": "/studio/kaamos/definition/",
    "edit": "/studio/kaamos/definition/edit/",
    "rollback": "/studio/kaamos/definition/rollback/1/",
    "orders": "/studio/kaamos/orders/",
    "forms": "/studio/kaamos/forms/",
    "members": "/studio/kaamos/members/",
    "member_remove": "/studio/kaamos/members/1/remove/",
    "record": "/studio/kaamos/record/",
    "stuck": "/studio/kaamos/stuck/",
    "password": "/accounts/password/change/",
    "two_step": "/accounts/2fa/",
}
OPEN = {
    "sign_in": "/accounts/login/",
    "reset": "/accounts/password/reset/",
    "closed": "/accounts/signup/",
    "not_there": "/nobody/here",
}


@pytest.mark.parametrize(
    ("size", "scheme", "language"),
    [
        ("desk", "light", "en"),
        ("phone", "dark", "fi"),
        pytest.param("phone", "light", "en", marks=pytest.mark.long),
        pytest.param("desk", "dark", "fi", marks=pytest.mark.long),
    ],
)
def test_every_page_stands_without_complaint(
    watched: Watched, signed_in: dict[str, Path], size: str, scheme: str, language: str
) -> None:
    inside = watched.page(language=language, size=size, scheme=scheme, state=signed_in["owner"])
    outside = watched.page(language=language, size=size, scheme=scheme)
    for page, addresses in ((inside, PAGES), (outside, OPEN)):
        for name, address in addresses.items():
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == (404 if name == "not_there" else 200), address
            picture(page, f"desk/{name}-{size}-{scheme}-{language}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
                f"{name} is wider than the screen"
            )
            assert page.evaluate("document.documentElement.lang") == language
    watched.complaints = [line for line in watched.complaints if "404 (Not Found)" not in line]


@pytest.mark.parametrize(("size", "scheme"), [("desk", "dark"), ("phone", "light")])
def test_axe_finds_nothing_serious(watched: Watched, signed_in: dict[str, Path], size: str, scheme: str) -> None:
    found = []
    for state, addresses in ((signed_in["owner"], PAGES), (None, OPEN)):
        context = watched.browser.new_context(
            base_url=watched.address,
            bypass_csp=True,
            storage_state=state,
            color_scheme=scheme,  # type: ignore[arg-type]
            viewport=SIZES[size],  # type: ignore[arg-type]
        )
        page = context.new_page()
        for address in addresses.values():
            page.goto(address)
            found += findings(page)
        context.close()
    assert found == []


def test_everything_can_be_reached_by_keyboard_and_focus_is_seen(watched: Watched, signed_in: dict[str, Path]) -> None:
    page = watched.page(state=signed_in["owner"])
    page.goto("/studio/kaamos/people/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_without_javascript_the_desk_does_all_the_same(watched: Watched, signed_in: dict[str, Path]) -> None:
    page = watched.page(javascript=False, state=signed_in["chooser"])
    page.goto("/studio/kaamos/")
    page.locator("main h2 a").first.click()
    page.locator("select#breakdown").select_option("first_name")
    page.locator("form:has(#breakdown) button").click()
    expect(page.locator("main")).to_contain_text("Maija")
    page.locator("main a", has_text="Refresh").click()
    assert page.url.endswith("?breakdown=first_name")
    page.locator("nav.menu a", has_text="People").click()
    page.locator("input#q").fill("maij")
    page.locator("form.filters button").click()
    page.locator("tbody th a", has_text="Maija").click()
    expect(page.locator("ol.timeline").first).to_contain_text("opened The Northern Brewing Guide")
    page.locator("details.account summary").click()
    page.locator("details.account button[value=sv]").click()
    assert page.locator("html").get_attribute("lang") == "sv"
    page.locator("details.account summary").click()
    page.locator("details.account button[value=en]").click()


def test_an_analyst_does_not_see_how_to_reach_people(watched: Watched, signed_in: dict[str, Path]) -> None:
    page = watched.page(state=signed_in["analyst"])
    page.goto("/studio/kaamos/people/1/")
    expect(page.locator("main")).not_to_contain_text("maija@example.fi")
    expect(page.locator("nav.menu")).not_to_contain_text("Mailbox")


def test_a_change_of_words_is_planned_and_run_at_the_desk(watched: Watched, signed_in: dict[str, Path]) -> None:
    page = watched.page(state=signed_in["owner"])
    page.goto("/studio/kaamos/definition/edit/")
    source = page.locator("textarea[name='file:funnels/coffee.yaml']")
    page.locator("summary", has_text="funnels/coffee.yaml").click()
    text = source.input_value()
    source.fill(text.replace("name: Has looked in", "nmae: Has looked in"))
    page.locator("button", has_text="Check and plan").click()
    expect(page.locator(".problems")).to_contain_text("nmae")
    picture(page, "desk/mistake")
    page.locator("textarea[name='file:funnels/coffee.yaml']").fill(text.replace("Has looked in", "Has had a look"))
    page.locator("button", has_text="Check and plan").click()
    expect(page.locator("main")).to_contain_text("Only words change")
    picture(page, "desk/plan")
    page.locator("button", has_text="Run it").click()
    expect(page.locator("[role=status]")).to_contain_text("Version 2 runs now.")
    page.goto("/studio/kaamos/definition/rollback/1/")
    page.locator("button", has_text="Run it").click()
    expect(page.locator("[role=status]")).to_contain_text("Version 3 runs now")
