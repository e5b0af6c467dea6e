"""The library's answers as cells of a table: numbers, shares and lengths of time as the language writes them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from suppilo.analysis.attribution import Attribution
from suppilo.analysis.paths import Paths
from suppilo.analysis.retention import Cohort, Retention
from suppilo.analysis.time_to_convert import TimeToConvert
from suppilo.charts.figure import Style

Cells = list[list[str]]


def retention_cells(answer: Retention, style: Style) -> Cells:
    """One row a cohort, one column a period."""
    most = max((len(one.people) for one in answer.cohorts), default=0)
    return [_cohort(one, most, style) for one in answer.cohorts]


def _cohort(one: Cohort, most: int, style: Style) -> list[str]:
    shares = [style.explained(share, style.percent) if one.size else "" for share in one.share]
    if one.provisional and one.size:
        shares[-1] += "*"
    return [f"{one.start:%Y-%m-%d}", style.count(one.size), *shares, *[""] * (most - len(shares))]


def paths_cells(answer: Paths, style: Style) -> Cells:
    """One row a path."""
    return [
        [str(one), style.count(one.count), style.explained(one.share, style.percent), style.time(one.seconds)]
        for one in answer.paths
    ]


def attribution_cells(answer: Attribution, style: Style) -> Cells:
    """One row a channel."""
    return [
        [
            _("(none)") if one.channel is None else one.label,
            style.amount(one.conversions, 2),
            style.explained(one.share, style.percent),
            *([] if one.value is None else [style.amount(one.value, 2)]),
        ]
        for one in answer.credits
    ]


def time_cells(answer: TimeToConvert, style: Style) -> Cells:
    """The shares at round times."""
    return [
        [
            style.time(one.seconds),
            style.count(one.converted),
            style.percent(one.share),
            f"{style.percent(one.lower)} – {style.percent(one.upper)}",
            style.count(one.waiting),
        ]
        for one in answer.within
    ]
