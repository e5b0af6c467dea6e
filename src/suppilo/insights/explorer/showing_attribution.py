"""The answer about credit as bars and a table."""

from __future__ import annotations

from django.utils.translation import gettext as _

from suppilo.analysis.attribution import Attribution
from suppilo.charts.bars import Bar, bars
from suppilo.insights import words
from suppilo.insights.buckets import spelled
from suppilo.insights.explorer import definitions
from suppilo.insights.explorer.sheets import Cell, Sheet, known, name
from suppilo.insights.explorer.shown import Picture, Shown

MOST_BARS = 12


def shown(result: Attribution) -> Shown:
    """Everything a page shows of it, in the active language."""
    style = words.style()
    labels = [spelled(one.channel) or words.none_label() for one in result.credits]
    rows = [
        [
            name(label),
            Cell(style.amount(one.conversions), one.conversions),
            Cell(style.percent(one.share), known(one.share)),
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
    note = _("{n} conversions, {untouched} of them without a touch before.").format(
        n=style.count(result.conversions), untouched=style.count(result.untouched)
    )
    sheet = Sheet("credit", title, [_("Source"), _("Credit"), _("Share")], rows)
    pictures = [Picture(title, both, markup)] if marks else []
    return Shown(title, pictures, [sheet], definitions.attribution(), [note], empty=not result.conversions)
