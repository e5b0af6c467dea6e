"""The explorer in a real browser: a question asked with and without JavaScript, on a desk and on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.watching import Watched, picture

pytestmark = [pytest.mark.browser]
PAGE = "/studio/kaamos/explore/"
WALK = f"{PAGE}?s=form_submitted&s=magnet_opened&w=7d"
#: Of the words in pictures: how high their letters are on the screen, in pixels, and which leave their picture.
WORDS = """[...document.querySelectorAll(".chart svg text")].filter(one => one.getClientRects().length).map(one => {
  const own = one.getBoundingClientRect(), whole = one.ownerSVGElement.getBoundingClientRect();
  const size = parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a;
  return [one.textContent, size, own.left < whole.left - 1 || own.right > whole.right + 1];
})"""


def ask_for_the_magnet_after_the_form(page: Page) -> None:
    """Two steps instead of the funnel's stages, each added as the form offers it."""
    page.goto(f"{PAGE}?s=form_submitted")
    expect(page.locator("#sheet-steps")).to_be_visible()
    page.locator("select[name=s]").last.select_option("magnet_opened")
    page.locator("input[name=w]").fill("7d")
    page.locator("#show").click()
    page.wait_for_url(f"**{WALK}")


def test_the_first_question_is_the_funnels_own_stages(watched: Watched, signed_in: dict[str, Path]) -> None:
    page = watched.page(state=signed_in["owner"])
    page.goto("/studio/kaamos/")
    page.locator("nav.menu a", has_text="Explorer").click()
    expect(page.locator("section:has(#sheet-steps) tbody tr")).to_have_count(6)
    expect(page.locator("select[name=s]")).to_have_count(7)
    page.locator("summary", has_text="Conversion rate").click()
    expect(page.locator(".definitions")).to_contain_text("the share who reached the next one")


def test_a_changed_question_is_answered_and_stands_in_the_address(watched: Watched, signed_in: dict[str, Path]) -> None:
    page = watched.page(state=signed_in["owner"])
    ask_for_the_magnet_after_the_form(page)
    steps = page.locator("section:has(#sheet-steps) tbody")
    expect(steps).to_contain_text("Lead magnet opened")
    page.locator("input[name=w]").fill("1month")
    page.locator("#show").click()
    expect(page.locator("#w[aria-invalid=true]")).to_be_visible()
    expect(page.locator("#answer [role=alert]")).to_contain_text("longer than nothing")
    assert watched.axe(page) == []
    page.go_back()
    expect(page.locator("input[name=w]")).to_have_value("7d")
    expect(steps).to_contain_text("Lead magnet opened")


def test_without_javascript_it_is_answered_all_the_same(watched: Watched, signed_in: dict[str, Path]) -> None:
    page = watched.page(javascript=False, state=signed_in["owner"])
    ask_for_the_magnet_after_the_form(page)
    expect(page.locator("section:has(#sheet-steps) tbody")).to_contain_text("Lead magnet opened")
    page.locator("button[value='drop:1']").click()
    assert page.url.endswith("?s=magnet_opened&w=7d")


def test_no_question_is_wider_than_a_phone(watched: Watched, signed_in: dict[str, Path]) -> None:
    page = watched.page(language="fi", size="phone", scheme="dark", state=signed_in["owner"])
    asked = {
        "trend": f"{WALK}&t=day&b=%40origin",
        "time": f"{WALK}&tf=1&tt=2",
        "cohorts": f"{PAGE}?a=retention&s=form_submitted&g=day",
        "paths": f"{PAGE}?a=paths&s=form_submitted",
        "attribution": f"{PAGE}?a=attribution&s=magnet_opened&s=form_submitted",
        "mistake": f"{PAGE}?s=nothing_of_the_kind&p1=colour&o1=is&v1=red&w=1month",
    }
    for name, address in asked.items():
        page.goto(address)
        picture(page, f"explorer/{name}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert page.evaluate("document.documentElement.lang") == "fi"
        written = page.evaluate(WORDS)
        assert not [(words, size) for words, size, beyond in written if size < 11 or beyond], name
        assert bool(written) == (name in ("trend", "time", "paths")), name
