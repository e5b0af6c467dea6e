"""The tracker in a real browser: under a strict policy, without a trace before consent, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.browser.shop import Shop
from tests.browser.watching import Watched
from tests.serving import wait_for

pytestmark = [pytest.mark.browser]

STORED = """() => JSON.stringify([Object.keys(localStorage), Object.keys(sessionStorage), document.cookie])"""
NOTHING = '[[],[],""]'


@pytest.fixture
def visitor(browser: Browser, shop: Shop, roastery: str) -> Iterator[Page]:
    """A visitor of the shop; whatever the console says fails the test."""
    shop.forget()
    shop.suppilo = roastery
    watched = Watched(browser, shop.address)
    yield watched.page()
    watched.close()
    # Chromium tells of every 503 that was answered on purpose.
    assert [line for line in watched.complaints if "status of 503" not in line] == []


def leave(page: Page) -> None:
    """Go elsewhere: the page is hidden for good."""
    page.goto("about:blank")


def test_a_visit_without_consent_is_told_and_leaves_no_trace(visitor: Page, shop: Shop) -> None:
    visitor.goto(
        "/tall?utm_source=letter&utm_campaign=spring&utm_content=top&utm_term=cup&gclid=g1&email=anna%40example.com"
    )
    expect(visitor).to_have_title("ready")
    visitor.mouse.wheel(0, 4_000)
    visitor.fill("input[name=q]", "hello")
    visitor.fill("input[name=q]", "hello there")
    visitor.wait_for_timeout(1_100)
    assert visitor.evaluate(STORED) == NOTHING
    leave(visitor)
    viewed = shop.wait_for("page_viewed")[0]["properties"]
    assert viewed == {
        "page": "/tall",
        "url": f"{shop.address}/tall",
        "entry": True,
        "language": "da",
        "source": "letter",
        "campaign": "spring",
        "term": "cup",
        "content": "top",
    }
    assert [event["properties"]["form"] for event in shop.wait_for("form_started")] == ["question"]
    assert shop.wait_for("engaged")[0]["properties"]["seconds"] >= 1
    assert shop.wait_for("scrolled")[0]["properties"]["depth"] > 20
    assert {(report["v"], report["consent"]) for report in shop.reports} == {(None, False)}
    assert "anna" not in json.dumps(shop.asked)


def test_what_was_answered_with_503_is_sent_again_until_it_is_taken(visitor: Page, shop: Shop) -> None:
    shop.fails[:] = [503, 503]
    visitor.goto("/")
    expect(visitor).to_have_title("ready")
    taken = shop.wait_for("page_viewed")
    assert len(shop.asked) == 3
    assert {report["events"][0]["id"] for report in shop.asked} == {taken[0]["id"]}


def test_with_consent_the_visitor_is_known_again_and_unsent_events_outlive_the_page(visitor: Page, shop: Shop) -> None:
    shop.fails[:] = [503] * 4
    visitor.goto("/agreed?gclid=g1&utm_term=cup")
    expect(visitor).to_have_title("ready")
    wait_for(lambda: len(shop.asked) >= 1, 20)
    visitor.goto("/agreed-next")
    views = shop.wait_for("page_viewed", 2)
    assert len({event["id"] for event in views}) == 2
    assert {(event["properties"]["gclid"], event["properties"]["term"]) for event in views} == {("g1", "cup")}
    assert len({report["v"] for report in shop.reports}) == 1
    assert all(report["consent"] and len(report["v"]) == 32 for report in shop.reports)
    assert len({event["properties"]["visit"] for event in views}) == 1
    assert [event["properties"]["entry"] for event in sorted(views, key=lambda one: one["at"])] == [True, False]
    visitor.evaluate("suppilo.consent(false)")
    assert visitor.evaluate(STORED) == NOTHING


def test_an_event_from_before_the_consent_is_not_linked_with_the_visitor(visitor: Page, shop: Shop) -> None:
    visitor.goto("/")
    visitor.evaluate("() => { suppilo.consent(true); suppilo('cup_rated', {stars: 5}); }")
    rated = shop.wait_for("cup_rated")
    shop.wait_for("page_viewed")
    whose = {event["name"]: report["v"] for report in shop.reports for event in report["events"]}
    assert whose["page_viewed"] is None
    assert whose["cup_rated"]
    assert rated[0]["properties"] == {"stars": 5}


def test_a_browser_that_says_no_to_everybody_stays_unknown(browser: Browser, shop: Shop, roastery: str) -> None:
    shop.forget()
    shop.suppilo = roastery
    context: BrowserContext = browser.new_context(base_url=shop.address)
    context.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    page = context.new_page()
    page.goto("/agreed")
    shop.wait_for("page_viewed")
    assert page.evaluate(STORED) == NOTHING
    assert shop.reports[0]["v"] is None
    context.close()


def test_an_address_that_changes_without_loading_is_another_view(visitor: Page, shop: Shop) -> None:
    visitor.goto("/")
    visitor.evaluate("history.pushState({}, '', '/cart')")
    visitor.evaluate("history.replaceState({}, '', '/cart?step=2')")
    visitor.go_back()
    views = shop.wait_for("page_viewed", 3)
    assert [event["properties"]["page"] for event in views] == ["/", "/cart", "/"]
    assert views[1]["properties"]["referrer"] == f"{shop.address}/"


def test_the_collector_takes_what_pages_of_the_business_s_other_site_report(visitor: Page, shop: Shop) -> None:
    answers: list[Any] = []
    visitor.on("response", lambda answer: answers.append((answer.url, answer.status)))
    visitor.goto("/real-agreed")
    expect(visitor).to_have_title("ready")
    wait_for(lambda: _pumped(visitor, answers, "/collect"), 30, lambda: str(answers))
    assert [status for url, status in answers if url.endswith("/collect")] == [204]
    assert [status for url, status in answers if url.endswith("/tracker.js")] == [200]


def _pumped(page: Page, answers: list[Any], ending: str) -> bool:
    """Let the browser speak, then look."""
    page.wait_for_timeout(50)
    return any(url.endswith(ending) for url, _ in answers)


def test_a_page_of_suppilo_tells_what_the_server_cannot_see_and_counts_no_view_twice(
    watched: Watched, roastery: str
) -> None:
    page = watched.page()
    asked: list[Request] = []
    page.context.on("request", lambda one: asked.append(one) if one.url == f"{roastery}/collect" else None)
    page.goto("/kaamos/guide")
    page.locator("form input[type=email]").first.fill("x")
    page.mouse.wheel(0, 3_000)
    page.wait_for_timeout(1_500)
    assert page.evaluate("() => [localStorage.length, sessionStorage.length]") == [0, 0]
    page.evaluate("dispatchEvent(new Event('pagehide'))")  # what is sent in truth then, the driver cannot see
    wait_for(lambda: page.wait_for_timeout(50) or any("engaged" in (one.post_data or "") for one in asked), 20)
    told = [event for one in asked for event in json.loads(one.post_data or "{}")["events"]]
    assert {event["name"] for event in told} >= {"form_started", "engaged"}
    assert "page_viewed" not in {event["name"] for event in told}
    assert {event["properties"]["page"] for event in told} == {"guide"}
