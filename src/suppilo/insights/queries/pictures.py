"""The report as people see it, in the active language."""

from __future__ import annotations

from typing import Any

from suppilo.charts.pyramid import pyramid
from suppilo.charts.table import Table
from suppilo.charts.table import funnel_table as table_of
from suppilo.charts.terminal import Line, terminal_funnel
from suppilo.insights import words
from suppilo.insights.pictures import figure
from suppilo.insights.report import FunnelReport
from suppilo.insights.spelling import as_json


def funnel_svg(report: FunnelReport, *, key: str = "funnel") -> str:
    """The inverted pyramid twice: for a wide and for a narrow screen. Safe markup; `key` makes ids unique on a page.

    Put it into `<figure class="funnel-figure">` and include the style sheet `insights/funnel.css`, which shows the one
    that fits.
    """
    shown, style = figure(report), words.style()
    return pyramid(shown, style, layout="wide", key=key) + pyramid(shown, style, layout="narrow", key=key)


def funnel_table(report: FunnelReport) -> Table:
    """The same numbers as a table of ready text."""
    return table_of(figure(report), words.style())


def funnel_terminal(report: FunnelReport, *, width: int, plain: bool = False) -> list[Line]:
    """The picture for a terminal of `width` cells; `plain` for one that knows only ASCII."""
    return terminal_funnel(figure(report), words.style(), width=width, plain=plain)


def report_json(report: FunnelReport) -> dict[str, Any]:
    """The report as plain JSON; `docs/how-to/read-the-funnel.md` describes it."""
    return as_json(report)


def number_locale() -> str:
    """The locale in which numbers are written now."""
    return words.locale()
