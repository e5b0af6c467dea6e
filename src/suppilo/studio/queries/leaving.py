"""An erasure told before it is done: for the studio and the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format

from suppilo.people import queries as people
from suppilo.studio.words.leaving import say_fate, say_holding


@dataclass(frozen=True)
class HoldingLine:
    """How many of what, and what becomes of it. `fate` is removed, unlinked, hashed or kept."""

    what: str
    count: int
    fate: str
    words: str


def story_of_erasure(workspace_id: int, person_id: int, *, now: datetime) -> list[HoldingLine]:
    """What every room holds of the person, in the order of the rooms."""
    seen = people.preview_erasure(workspace_id, person_id, now=now).holdings
    return [
        HoldingLine(say_holding(one.code), one.count, one.fate, say_fate(one.fate, _day(one.until)))
        for some in seen.values()
        for one in some
    ]


def _day(until: date | None) -> str:
    return date_format(until, "DATE_FORMAT") if until else ""
