"""Whose a reaction is: by what the program did, before what it calls itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from suppilo.messages.reactions.classing import Class, Seen, classed
from suppilo.messages.reactions.recording import network_of
from suppilo.messages.reactions.rules import rules

pytestmark = pytest.mark.pure
SENT = datetime(2026, 3, 10, 10, tzinfo=UTC)
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


def seen(kind: str = "click", number: int = 0, after: float = 60, agent: str = CHROME, *, head: bool = False,
         network: str = "203.0.113.0/24") -> Seen:  # fmt: skip
    return Seen(kind, number, head, agent, network, SENT + timedelta(seconds=after))


def classes(*some: Seen, links: int = 3) -> list[tuple[str, str]]:
    found = classed(some, links=links, delivered_at=SENT, rules=rules())
    return [(one.traffic, one.why) for one in found]


def test_a_click_and_an_opening_are_a_persons_where_nothing_says_otherwise():
    assert classes(seen(), seen("open"), seen(number=1, after=600)) == [("person", "person")] * 3


@pytest.mark.parametrize(
    ("agent", "traffic", "why"),
    [
        ("Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", "proxy", "Gmail"),
        ("YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html", "proxy", "Yahoo Mail"),
        ("Mozilla/5.0", "proxy", "Apple Mail Privacy Protection"),
        ("BarracudaCentral.org scanner", "scanner", "Barracuda"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "scanner", "crawler"),
        ("curl/8.5.0", "scanner", "crawler"),
        ("", "scanner", "nameless"),
    ],
)
def test_programs_are_known_by_what_they_call_themselves(agent: str, traffic: str, why: str):
    assert classes(seen("open", agent=agent)) == [(traffic, why)]


def test_a_network_tells_too_and_only_its_own_addresses():
    assert classes(seen("open", network="17.58.101.0/24")) == [("proxy", "Apple")]
    assert (
        classes(seen("open", network="18.58.101.0/24"), seen(network=""), seen(network="2a01:b340::/48"))
        == [("person", "person")] * 3
    )


def test_whoever_follows_the_hidden_link_is_a_scanner_with_all_that_it_did_around_then():
    found = classes(
        seen(after=1), seen("trap", after=50), seen("open", after=100), seen(after=120), seen(agent=FIREFOX)
    )
    assert [traffic for traffic, _ in found] == ["scanner", "scanner", "scanner", "person", "person"]
    assert found[0] == ("scanner", "trap")


@pytest.mark.parametrize(
    ("times", "expected"), [((0, 5, 10), "scanner"), ((0, 5, 10.001), "person"), ((0, 5), "person")]
)
def test_all_links_at_once_are_followed_by_scanners_only(times: tuple[float, ...], expected: str):
    clicks = [seen(number=number, after=60 + at) for number, at in enumerate(times)]
    assert [traffic for traffic, _ in classes(*clicks)] == [expected] * len(times)


def test_a_person_with_another_program_is_told_apart_from_a_scanner_at_the_same_time():
    clicks = [seen(number=number, after=60) for number in range(3)]
    assert classes(*clicks, seen(agent=FIREFOX, after=60))[-1] == ("person", "person")


def test_the_only_link_of_a_message_proves_nothing():
    assert classes(seen(), links=1) == [("person", "person")]


def test_before_delivery_and_only_asking_are_machines():
    assert classes(seen(after=-0.001), seen(after=0), seen(head=True)) == [
        ("scanner", "before_delivery"), ("person", "person"), ("scanner", "head")]  # fmt: skip
    assert classed([seen(after=-9)], links=1, delivered_at=None, rules=rules()) == [Class("person", "person")]


def test_of_an_address_only_the_network_is_kept():
    assert network_of("203.0.113.77") == "203.0.113.0/24"
    assert network_of("2001:db8:1:2::7") == "2001:db8:1::/48"
    assert network_of("not an address") == ""


def test_every_known_program_has_a_source_and_the_version_names_the_list_of_crawlers():
    assert all(one.source.startswith("https://") and one.traffic in ("proxy", "scanner") for one in rules().known)
    assert all(one.text or one.network for one in rules().known)
    assert len(rules().version.split()) == 2 and len(rules().version) <= 40
    assert ip_network("17.0.0.0/8") in [one.network for one in rules().known]
