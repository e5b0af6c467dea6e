"""Reading the rules by which reactions are classed. Pure; a file of the package."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

import yaml

from suppilo.kernel.duration import parse_duration


@dataclass(frozen=True)
class Known:
    """A program that is no person: what it calls itself (`text`, whole or as a part) or where it is (`network`)."""

    traffic: str
    name: str
    source: str
    text: str = ""
    is_whole: bool = False
    network: IPv4Network | IPv6Network | None = None


@dataclass(frozen=True)
class Rules:
    """All of them. `version` also names the list of crawlers: with another one everything is classed again."""

    version: str
    wait: timedelta
    all_links_within: timedelta
    trap_reach: timedelta
    known: tuple[Known, ...]


@cache
def rules() -> Rules:
    """The rules of this installation."""
    written = yaml.safe_load((files("suppilo.messages.reactions") / "rules.yaml").read_text(encoding="utf-8"))
    wait, at_once, reach = (parse_duration(written[key]) for key in ("wait", "all_links_within", "trap_reach"))
    return Rules(
        version=f"{written['version']} {version('crawlerdetect')}",
        wait=wait,
        all_links_within=at_once,
        trap_reach=reach,
        known=tuple(_known(one) for one in [*written["agents"], *written["networks"]]),
    )


def _known(one: dict[str, Any]) -> Known:
    network = ip_network(one["network"]) if "network" in one else None
    text = str(one.get("is") or one.get("contains") or "")
    return Known(one["class"], one["name"], one["source"], text.lower(), "is" in one, network)
