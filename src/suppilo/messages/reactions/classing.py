"""Whose a reaction is: a person's, an image proxy's or a scanner's. Plain values; decided for a message as a whole.

The one rule that says most wins: what a program did (followed the hidden link, followed all links at once, came before
the message was delivered, only asked whether the address exists) before what it calls itself or where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_network

from crawlerdetect import CrawlerDetect

from suppilo.messages.reactions.rules import Known, Rules

_crawlers = CrawlerDetect()


@dataclass(frozen=True)
class Seen:
    """One request: for the pixel ("open"), a link ("click", its `number`), the page behind it ("page") or
    the hidden link ("trap").

    `agent` is what the program calls itself, `network` where it is, cut to /24 or /48.
    """

    kind: str
    number: int
    is_head: bool
    agent: str
    network: str
    at: datetime


@dataclass(frozen=True)
class Class:
    """person, proxy or scanner, and by which rule (a code of `words`, or the name of a known program)."""

    traffic: str
    why: str


PERSON = Class("person", "person")


def classed(seen: Sequence[Seen], *, links: int, delivered_at: datetime | None, rules: Rules) -> list[Class]:
    """The class of each request that one message of `links` tracked links met."""
    return [_by_doing(one, seen, links, delivered_at, rules) or class_of(one.agent, one.network, rules) for one in seen]


def _by_doing(one: Seen, seen: Sequence[Seen], links: int, delivered_at: datetime | None, rules: Rules) -> Class | None:
    same = [other for other in seen if other.agent == one.agent]
    if any(other.kind == "trap" and abs(other.at - one.at) <= rules.trap_reach for other in same):
        return Class("scanner", "trap")
    if one.kind in ("click", "page") and links > 1 and _all_at_once(one, same, links, rules):
        return Class("scanner", "all_links")
    if delivered_at is not None and one.at < delivered_at:
        return Class("scanner", "before_delivery")
    return Class("scanner", "head") if one.is_head else None


def _all_at_once(one: Seen, same: Sequence[Seen], links: int, rules: Rules) -> bool:
    """Whether all links were followed in a stretch of time that this click lies in."""
    near = [other for other in same if other.kind == "click" and abs(other.at - one.at) <= rules.all_links_within]
    return any(
        len({other.number for other in near if begin.at <= other.at <= begin.at + rules.all_links_within}) >= links
        for begin in near
        if begin.at <= one.at
    )


def class_of(agent: str, network: str, rules: Rules) -> Class:
    """The class of a program by what it calls itself and where it is (empty: unknown) alone."""
    if not agent:
        return Class("scanner", "nameless")
    for known in rules.known:
        if _is(known, agent, network):
            return Class(known.traffic, known.name)
    return Class("scanner", "crawler") if _crawlers.isCrawler(agent) else PERSON


def _is(known: Known, agent: str, network: str) -> bool:
    if known.network is not None:
        here = ip_network(network) if network else None
        return here is not None and here.version == known.network.version and here.subnet_of(known.network)  # type: ignore[arg-type]
    said = agent.lower().strip()
    return said == known.text if known.is_whole else known.text in said
