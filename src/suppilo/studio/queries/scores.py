"""A person's scores in words, with how they came about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suppilo.kernel.conditions import PointsForEvent
from suppilo.segments import queries as segments
from suppilo.studio.words.facts import say_fact
from suppilo.studio.words.names import Names
from suppilo.studio.words.times import language


@dataclass(frozen=True)
class RuleLine:
    """What one rule gives: for what, how many points, and what is to be known beside it."""

    words: str | SafeString | Promise
    points: str
    note: str


@dataclass(frozen=True)
class ScoreLine:
    """One score with the rules that give something."""

    name: str
    points: str
    rules: tuple[RuleLine, ...]


def scores(workspace_id: int, person_id: int, names: Names, now: datetime) -> list[ScoreLine]:
    """Every score of the running definition; rules that give nothing are left out."""
    found = segments.scores_of(workspace_id, [person_id], now)[person_id]
    return [
        ScoreLine(names.score(key), _points(one.points), tuple(_rules(key, one, names))) for key, one in found.items()
    ]


def _rules(key: str, one: segments.Scored, names: Names) -> list[RuleLine]:
    return [
        RuleLine(_words(key, place, part, names), _points(part.points, "+"), _note(part))
        for place, part in enumerate(one.parts)
        if round(part.points, 2)
    ]


def _words(key: str, place: int, part: segments.Part, names: Names) -> str | SafeString:
    named = names.rule(key, place)
    if named:
        return named
    if isinstance(part.rule, PointsForEvent):
        return say_fact(part.rule.event, {test.key: test.value for test in part.rule.where if test.op == "is"}, names)
    return _("as long as a condition holds")


def _note(part: segments.Part) -> str:
    """How often, and what bounds it."""
    said = []
    if part.count and isinstance(part.rule, PointsForEvent):
        said.append(ngettext("%(count)s time", "%(count)s times", part.count) % {"count": part.count})
        if part.rule.once and part.count > 1:
            said.append(_("only the newest counts"))
    if part.most:
        said.append(_("this rule gives no more"))
    return ", ".join(said)


def _points(points: float, sign: str = "") -> str:
    """With two digits behind the point at most, as the language writes it."""
    return format_decimal(points, f"{sign}#,##0.##;-#,##0.##", locale=language())
