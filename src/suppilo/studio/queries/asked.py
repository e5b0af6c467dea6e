"""What the business's own servers asked of a journey, and what became of it, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from suppilo.journeys import queries as journeys
from suppilo.studio.words.codes import Words, say_code

_WORDS: Words = {
    "enrolled": _("started"),
    "already_inside": _("inside already"),
    "was_inside": _("in it before, not taken again"),
    "not_known": _("not known here"),
    "two_people": _("identifiers of two people"),
    "named_twice": _("named twice in the request"),
    "unreadable": _("an identifier cannot be read"),
    "journey_paused": _("not started: the journey was paused"),
    "not_manual": _("not started: the journey is not one that is started by hand"),
}
#: More places than this are cut off; the server can read all of them.
_PLACES = 12


@dataclass(frozen=True)
class AskedLine:
    """One request: how many people it went so and so for, with their places where they did not start."""

    key: str
    at: datetime
    outcomes: Sequence[tuple[str, int, str]]


def lines(workspace_id: int, journey: str) -> list[AskedLine]:
    """The newest requests first."""
    return [AskedLine(one.key, one.at, _outcomes(one.results)) for one in journeys.asked(workspace_id, journey)]


def _outcomes(results: Sequence[str]) -> list[tuple[str, int, str]]:
    by_word: dict[str, list[int]] = {}
    for place, word in enumerate(results):
        by_word.setdefault(word, []).append(place)
    return [
        (say_code(_WORDS, word), len(places), "" if word == "enrolled" else _said(places))
        for word, places in sorted(by_word.items(), key=lambda pair: pair[0] != "enrolled")
    ]


def _said(places: Sequence[int]) -> str:
    shown = ", ".join(str(place) for place in places[:_PLACES])
    return f"{shown} …" if len(places) > _PLACES else shown
