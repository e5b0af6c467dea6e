"""Where a visitor came from: UTM tags, else the referring site. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

NAMES = ("source", "medium", "campaign", "term", "content")
#: What an advertiser's network calls one click: it tells people apart, so it is kept only of who agreed to be measured.
CLICKS = ("gclid", "fbclid", "msclkid")
_LONGEST = 120
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SEARCH = re.compile(r"(^|\.)(google|bing|duckduckgo|ecosia|yahoo|yandex|startpage|qwant)\.")
_SOCIAL = re.compile(
    r"(^|\.)(facebook|instagram|linkedin|pinterest|reddit|tiktok|youtube|x|threads)\.(com|net)$|^t\.co$"
)


def clean(value: str) -> str:
    """A tag as it may be stored: short, no control characters, and nothing with an @ (it could be an address)."""
    text = _CONTROL.sub("", value).strip()[:_LONGEST]
    return "" if "@" in text else text


def tags_of(query: Mapping[str, str], referrer: str, own_host: str, *, agreed: bool) -> dict[str, str]:
    """The UTM tags of a visit, with the id of the click where the visitor `agreed`; what is unknown is left out."""
    found = {name: clean(query.get(f"utm_{name}", "")) for name in NAMES}
    found |= {name: clean(query.get(name, "")) for name in CLICKS if agreed}
    if not found["source"]:
        host = referrer_host(referrer, own_host)
        if host:
            found["source"] = host
            found["medium"] = found["medium"] or _medium(host)
    return {name: value for name, value in found.items() if value}


def carried(posted: Mapping[str, str]) -> dict[str, str]:
    """The tags that a form carried in its hidden fields."""
    found = {name: clean(posted.get(f"tag_{name}", "")) for name in NAMES}
    return {name: value for name, value in found.items() if value}


def referrer_host(referrer: str, own_host: str) -> str:
    """The host of another site that linked here; empty for our own."""
    try:
        host = (urlsplit(referrer).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return "" if host == own_host.partition(":")[0].removeprefix("www.") else clean(host)


def _medium(host: str) -> str:
    if _SEARCH.search(host):
        return "search"
    return "social" if _SOCIAL.search(host) else "referral"
