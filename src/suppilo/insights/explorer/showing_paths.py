"""The answer about paths as bars and a table."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from suppilo.analysis.paths import Path, Paths
from suppilo.charts.bars import Bar, bars
from suppilo.insights import words
from suppilo.insights.explorer import definitions_of_ways
from suppilo.insights.explorer.catalogue import Catalogue
from suppilo.insights.explorer.question import Question, Step
from suppilo.insights.explorer.sheets import Cell, Sheet, known, name
from suppilo.insights.explorer.shown import Picture, Shown

MOST_BARS = 10


def shown(question: Question, result: Paths, catalogue: Catalogue) -> Shown:
    """Everything a page shows of it, in the active language."""
    style = words.style()
    told = [_told(one, catalogue) for one in result.paths]
    share = [f"{style.count(one.count)} ({style.percent(one.share)})" for one in result.paths]
    marks = [
        Bar(label, one.count, words_of)
        for label, one, words_of in zip(told[:MOST_BARS], result.paths, share, strict=False)
    ]
    summary = "; ".join(f"{mark.name}: {mark.shown}" for mark in marks)
    markup = bars(_("The most walked paths"), summary, marks, key="paths")
    both = markup + bars(_("The most walked paths"), summary, marks, key="paths", layout="narrow")
    rows = [
        [
            name(label),
            Cell(style.count(one.count), one.count),
            Cell(style.percent(one.share), known(one.share)),
            Cell(style.time(one.seconds), one.seconds),
        ]
        for label, one in zip(told, result.paths, strict=True)
    ]
    headings = [pgettext("what people did", "Path"), _("Walked"), _("Share"), _("Mean time")]
    sheets = [Sheet("paths", _("The most walked paths"), headings, rows)]
    if result.drop_offs:
        sheets.append(_stops(result, catalogue))
    note = _("{total} paths, {different} different ones.").format(
        total=style.count(result.total), different=style.count(result.different)
    )
    pictures = [Picture(_("The most walked paths"), both, markup)] if marks else []
    return Shown(
        _("Paths"), pictures, sheets, definitions_of_ways.paths(question, style), [note], empty=not result.total
    )


def _stops(result: Paths, catalogue: Catalogue) -> Sheet:
    style = words.style()
    most: list[tuple[tuple[int, str], Any]] = sorted(result.drop_offs.items(), key=lambda one: (-one[1], one[0]))[:20]
    rows = [
        [name(_said(event, catalogue)), Cell(style.count(place), place), Cell(style.count(count), count)]
        for (place, event), count in most
    ]
    return Sheet("stops", _("Where paths stop"), [_("Event"), _("At station"), _("Stopped")], rows)


def _told(path: Path, catalogue: Catalogue) -> str:
    return " → ".join(_said(event, catalogue) for event in path.names) + (" …" if path.cut else "")


def _said(event: str, catalogue: Catalogue) -> str:
    return catalogue.label(Step(event))
