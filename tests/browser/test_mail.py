"""A mail as a mail program draws it: in a real Chromium, 600 and 360 pixels wide, light and dark."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.watching import Watched, findings, picture

pytestmark = [pytest.mark.browser]
#: One with an offer and an unsubscribe link, one with a list, one with what was asked for.
MAILS = ("year_offer", "box_questions", "guide_delivery")
#: What lies beyond the right edge, where it would be cut off or scrolled to.
BEYOND = """[...document.body.querySelectorAll('*')]
  .filter((one) => one.getClientRects().length && one.getBoundingClientRect().right > innerWidth + 0.5)
  .map((one) => one.outerHTML.slice(0, 120))"""
BACKGROUND = "getComputedStyle(document.querySelector('.card')).backgroundColor"


@pytest.fixture(scope="module")
def mails(browser, roastery: str, signed_in: dict[str, Path]) -> dict[str, str]:
    """The HTML of some mails of the demo in Finnish, as somebody would get it."""
    context = browser.new_context(base_url=roastery, storage_state=signed_in["owner"])
    place = "/studio/kaamos/messages/preview/html/"
    found = {one: context.request.get(place, params={"message": one, "person": "1", "language": "fi"}) for one in MAILS}
    html = {one: answer.text() for one, answer in found.items() if answer.ok}
    context.close()
    return html


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [600, 360])
def test_a_mail_is_whole_and_can_be_read(watched: Watched, mails: dict[str, str], width: int, scheme: str) -> None:
    assert set(mails) == set(MAILS)
    page = watched.page(language="fi", scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    found = []
    for name, html in mails.items():
        page.set_content(html)
        picture(page, f"mail/{name}-{width}-{scheme}")
        assert page.evaluate("document.documentElement.lang") == "fi"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than the screen"
        assert page.evaluate(BEYOND) == []
        light = page.evaluate(BACKGROUND) == "rgb(255, 255, 255)"
        assert light == (scheme == "light"), f"{name} is not {scheme}"
        found += findings(page)
    assert found == []
