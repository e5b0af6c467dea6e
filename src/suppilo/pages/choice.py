"""The visitor's choice about measurement, kept in their browser: one answer per workspace. Pure."""

from __future__ import annotations

import re
from typing import Literal

CHOICE_COOKIE = "suppilo_consent"
VISITOR_COOKIE = "suppilo_visitor"
CART_COOKIE = "suppilo_cart"
Choice = Literal["yes", "no", ""]
_VISITOR = re.compile(r"^[0-9a-f]{32}$")
_MOST = 20


def choice_in(cookie: str, workspace: str) -> Choice:
    """What the cookie says about this workspace; empty when it says nothing."""
    return _choices(cookie).get(workspace, "")


def with_choice(cookie: str, workspace: str, choice: Choice) -> str:
    """The cookie with this workspace's answer put in, the oldest answers dropped when there are many."""
    kept = {slug: answer for slug, answer in _choices(cookie).items() if slug != workspace}
    kept[workspace] = choice
    return "~".join(f"{slug}.{answer}" for slug, answer in list(kept.items())[-_MOST:])


def visitor_in(cookie: str) -> str | None:
    """The visitor's id, if it has the form that we give out."""
    return cookie if _VISITOR.match(cookie) else None


def measured_visitor(cookies: str, workspace: str) -> str | None:
    """The visitor's id out of a Cookie header, if they agreed to being measured in this workspace."""
    found = dict(part.strip().partition("=")[::2] for part in cookies.split(";"))
    if choice_in(found.get(CHOICE_COOKIE, ""), workspace) != "yes":
        return None
    return visitor_in(found.get(VISITOR_COOKIE, ""))


def _choices(cookie: str) -> dict[str, Choice]:
    found: dict[str, Choice] = {}
    for part in cookie.split("~"):
        slug, _dot, answer = part.rpartition(".")
        if slug and answer == "yes":
            found[slug] = "yes"
        elif slug and answer == "no":
            found[slug] = "no"
    return found
