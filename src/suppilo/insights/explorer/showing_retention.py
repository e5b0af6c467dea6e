"""The answer about cohorts as a heat map and a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from suppilo.analysis.retention import Cohort, Retention
from suppilo.charts.figure import Style
from suppilo.charts.heat import HeatRow, heat, level
from suppilo.insights import words
from suppilo.insights.explorer import definitions, saying
from suppilo.insights.explorer.days import say_period
from suppilo.insights.explorer.question import Question
from suppilo.insights.explorer.sheets import Cell, Sheet, known
from suppilo.insights.explorer.shown import Picture, Shown

#: More columns than these are in the file only; the newest cohorts are shown.
MOST_COHORTS, MOST_PERIODS = 26, 16


def shown(question: Question, result: Retention, labels: Sequence[str]) -> Shown:
    """Everything a page shows of it, in the active language."""
    style = words.style()
    cohorts = [one for one in result.cohorts if one.size][-MOST_COHORTS:]
    columns = [str(n) for n in range(min(max((len(one.people) for one in cohorts), default=0), MOST_PERIODS))]
    again = _("{first}, and again") if len(labels) == 1 else _("{first}, back with {returns}")
    title = again.format(first=labels[0], returns=labels[-1])
    rows = [_row(one, len(columns), style, question) for one in cohorts]
    summary = "; ".join(
        f"{row[0].text}: {row[1].text}, " + ", ".join(cell.text for cell in row[2:]) for row in rows[:6]
    )
    marks = [
        HeatRow(row[0].text, row[1].text, [(cell.value, cell.text) if cell.text else (None, "") for cell in row[2:]])
        for row in rows
    ]
    markup = heat(title, summary, columns, marks, key="cohorts")
    headings = [_("Cohort"), saying.unit(question.unit), *columns]
    sheet = Sheet("cohorts", title, headings, rows, _file(result))
    rising = any(one.provisional and len(one.people) <= len(columns) for one in cohorts)
    notes = [_columns(question)] * bool(cohorts)
    notes += [_("* This period is not over: the share can still rise.")] * rising
    hidden = [Picture(_("Cohorts"), "", markup)]
    return Shown(title, [], [sheet], definitions.retention(question.unit), notes, empty=not cohorts, hidden=hidden)


def _columns(question: Question) -> str:
    """What the numbers over the columns count."""
    if question.unit:
        return _("The columns count the periods since each first came; 0 is that first period itself.")
    said = {
        "day": _("The columns count the days since people first came; 0 is the day itself."),
        "week": _("The columns count the weeks since people first came; 0 is that week itself."),
        "month": _("The columns count the months since people first came; 0 is that month itself."),
    }
    return said[question.grain]


def _row(cohort: Cohort, width: int, style: Style, question: Question) -> list[Cell]:
    cells = [
        Cell(say_period(cohort.start, question.grain), cohort.start.date().isoformat(), number=False),
        Cell(style.count(cohort.size), cohort.size),
    ]
    for place in range(width):
        if place >= len(cohort.people):
            cells.append(Cell("", None))
            continue
        share = known(cohort.share[place])
        last = cohort.provisional and place == len(cohort.people) - 1
        written = style.percent(cohort.share[place])
        cells.append(Cell(f"{written}*" if last else written, share, heat=level(share)))
    return cells


def _file(result: Retention) -> list[list[Any]]:
    """One row a cohort and period, for a spreadsheet."""
    rows = [{**row, "cohort": row["cohort"].date().isoformat()} for row in result.rows()]
    return [list(rows[0]), *(list(row.values()) for row in rows)] if rows else [["cohort"]]
