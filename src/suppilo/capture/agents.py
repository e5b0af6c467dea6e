"""Programs that report, told by what they call themselves: classed once, and classed again when we know better."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version

from django.db import transaction

from suppilo.capture.bots import is_crawler
from suppilo.capture.models import Agent

#: Changes with the list of crawlers and, by hand, with the rule below.
CLASSED_BY = f"crawlerdetect {version('crawlerdetect')}, 1"
LONGEST = 300
_KEPT = 4_096


@dataclass(frozen=True)
class Known:
    """A program: its row, and its class ("person" for a browser, "crawler")."""

    id: int
    traffic: str


_known: OrderedDict[str, Known] = OrderedDict()


def class_of(text: str) -> str:
    """The class of a program by its user agent. Saying nothing proves nothing: servers often do not."""
    return "crawler" if is_crawler(text) else "person"


def of(user_agents: Collection[str]) -> dict[str, Known]:
    """The program of each user agent, noted when it is seen first. Call inside a transaction."""
    found = {one: _known[one] for one in user_agents if one in _known}
    missing = {one: one[:LONGEST].replace("\x00", "") for one in user_agents if one not in found}
    if missing:
        rows = _noted(set(missing.values()))
        fresh = {one: rows[text] for one, text in missing.items()}
        # Only what is committed may be remembered.
        transaction.on_commit(partial(_remember, fresh))
        found |= fresh
    return found


def forget() -> None:
    """Remember nothing: rows may have changed."""
    _known.clear()


def _noted(texts: Collection[str]) -> dict[str, Known]:
    rows = [Agent(text=text, traffic=class_of(text), classed_by=CLASSED_BY) for text in sorted(texts)]
    Agent.objects.bulk_create(rows, ignore_conflicts=True)
    stored = Agent.objects.filter(text__in=texts).values_list("text", "id", "traffic")
    return {text: Known(key, traffic) for text, key, traffic in stored}


def _remember(fresh: dict[str, Known]) -> None:
    _known.update(fresh)
    while len(_known) > _KEPT:
        _known.popitem(last=False)
