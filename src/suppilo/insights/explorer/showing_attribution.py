"""The answer about credit as bars and a table."""

from __future__ import annotations

from django.utils.translation import gettext as _

from suppilo.analysis.attribution import Attribution
from suppilo.charts.bars import Bar, bars
from suppilo.insights import words
from suppilo.insights.buckets import spelled
from suppilo.insights.explorer import definitions_of_ways, saying
from suppilo.insights.explorer.question import Question
from suppilo.insights.explorer.sheets import Cell, Sheet, known, name
from suppilo.insights.explorer.shown import Picture, Shown

MOST_BARS = 12


def shown(question: Question, result: Attribution) -> Shown:
    """Everything a page shows of it, in the active language."""
    style = words.style()
    labels = [spelled(one.channel) or words.none_label() for one in result.credits]
    rows = [
        [
            name(label),
            Cell(style.amount(one.conversions), one.conversions),
            Cell(style.percent(one.share), known(one.share)),
            *([Cell(style.amount(one.value, 2), one.value)] if one.value is not None else []),
        ]
        for label, one in zip(labels, result.credits, strict=True)
    ]
    marks = [
        Bar(row[0].text, one.conversions, f"{row[1].text} ({row[2].text})")
        for row, one in zip(rows, result.credits, strict=True)
    ]
    title = _("Credit by source")
    summary = "; ".join(f"{mark.name}: {mark.shown}" for mark in marks[:MOST_BARS])
    markup = bars(title, summary, marks[:MOST_BARS], key="credit")
    both = markup + bars(title, summary, marks[:MOST_BARS], key="credit", layout="narrow")
    notes = [
        _("{n} conversions, {untouched} of them without a touch before.").format(
            n=style.count(result.conversions), untouched=style.count(result.untouched)
        )
    ]
    headings = [_("Source"), _("Credit"), _("Share")]
    if result.untouched_value is not None:
        key = saying.breakdown(question.worth)
        headings.append(_("Value ({key})").format(key=key))
        told = _("“{key}” of conversions without a touch: {value}.")
        notes.append(told.format(key=key, value=style.amount(result.untouched_value, 2)))
    sheet = Sheet("credit", title, headings, rows)
    pictures = [Picture(title, both, markup)] if marks else []
    return Shown(
        title, pictures, [sheet], definitions_of_ways.attribution(question, style), notes, empty=not result.conversions
    )
