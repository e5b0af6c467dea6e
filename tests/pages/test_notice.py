"""A message on the page is in the next page view of a known visitor, and in no other."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client

from suppilo.events.models import Event
from suppilo.foundation import clock, work
from suppilo.messages.models import Notice
from suppilo.messages.operations import QueueItem, queue
from suppilo.people.models import Identifier
from suppilo.publishing import queries as publishing
from tests.offers.shop import BUSINESS, NOON, publish
from tests.pages.conftest import BROWSER

pytestmark = [pytest.mark.django_db]
HOME = "/kahvila/home"
MESSAGES = """messages:
  tasting:
    channel: onsite
    text: {en: "<b>Friday</b> & tasting", fi: "Perjantaina maistellaan"}
    blocks:
      - {kind: button, label: {en: See it, fi: Katso}, link: page, page: box}
funnels:
"""


def known(browser: Client, shop: int) -> int:
    """The browser agrees to be measured; answers whose it is."""
    publish(shop, text=BUSINESS.replace("funnels:\n", MESSAGES))
    browser.post("/kahvila/consent", {"choice": "yes", "next": HOME})
    return Identifier.objects.get(kind="visitor").person_id


def send(shop: int, person: int, key: str = "one") -> None:
    running = publishing.running(shop)
    assert running is not None
    item = QueueItem(person_id=person, message_id="tasting", unique_key=key)
    queue(shop, version_id=running.version_id, items=[item], now=clock.now())
    work.run_due(clock.now(), only=("outbox",))


def shown() -> int:
    return Event.objects.filter(name="message_shown").count()


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def html(browser: Client, address: str = HOME, **headers: str) -> str:
    return browser.get(address, headers=headers).content.decode()


def test_the_next_page_view_has_the_message_and_the_one_after_has_not(shop, visitor):
    send(shop, known(visitor, shop))
    first = html(visitor)
    assert 'aria-label="Message from Kahvila"' in first
    assert "<p>&lt;b&gt;Friday&lt;/b&gt; &amp; tasting</p>" in first
    assert 'method="dialog"' in first
    assert "Close this message" in first
    assert first.count("<script") == 2 and "<script" not in html(visitor).replace('<script type="module" src="/tr', "")
    assert "Message from" not in html(visitor)
    assert shown() == 1


def test_the_message_speaks_the_language_of_the_page(shop, visitor):
    send(shop, known(visitor, shop))
    page = html(visitor, f"{HOME}?lang=fi")
    assert "Perjantaina maistellaan" in page
    assert "Viesti: Kahvila" in page


def test_the_button_leads_where_the_definition_says(shop, visitor):
    send(shop, known(visitor, shop))
    page = html(visitor)
    link = page.split('<a class="button" href="http://127.0.0.1:8000/t/')[1].split('"')[0]
    answer = visitor.get(f"/t/{link}")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("http://127.0.0.1:8000/kahvila/box?p=")


def test_other_visitors_programs_and_prefetches_neither_see_nor_use_it_up(shop, visitor, other):
    send(shop, known(visitor, shop))
    assert "Message from" not in html(other)
    assert "Message from" not in html(visitor, **{"user-agent": "Googlebot/2.1"})
    assert "Message from" not in html(visitor, **{"sec-purpose": "prefetch"})
    visitor.head(HOME)
    assert shown() == 0
    assert "Message from" in html(visitor)


def test_who_no_longer_agrees_to_be_measured_does_not_get_it(shop, visitor):
    send(shop, known(visitor, shop))
    visitor.post("/kahvila/consent", {"choice": "no", "next": HOME})
    assert "Message from" not in html(visitor)
    assert shown() == 0


@pytest.mark.django_db(transaction=True)
def test_of_page_views_at_the_same_moment_one_has_the_message(shop, visitor):
    send(shop, known(visitor, shop))
    pages, start = [], threading.Barrier(4)

    def look() -> None:
        browser = Client(headers={"user-agent": BROWSER, "accept-language": "en"})
        browser.cookies = visitor.cookies
        try:
            start.wait()
            with clock.at(NOON):
                pages.append("Message from" in html(browser))
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(pages) == [False, False, False, True]
    assert (shown(), Notice.objects.filter(shown_at__isnull=False).count()) == (1, 1)
