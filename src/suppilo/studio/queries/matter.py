"""One thing to look at."""

from __future__ import annotations

from dataclasses import dataclass

from suppilo.studio.words.reports import count
from suppilo.team.ports import Right


@dataclass(frozen=True)
class Matter:
    """One thing to look at: how bad, in words, where to look, and the right without which nobody is told."""

    tone: str
    words: str
    address: str = ""
    right: Right = Right.FUNNEL_VIEW


def with_number(words: str, number: int) -> str:
    """A sentence with its number, where it says %(count)d, as the reader's language writes it."""
    return words.replace("%(count)d", "%(count)s") % {"count": count(number)}
