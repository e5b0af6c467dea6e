"""The answer of a funnel as pictures and tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suppilo.analysis.funnel_answer import Funnel, Walked
from suppilo.charts.figure import Figure, StageFigure, StepFigure, Style
from suppilo.charts.pyramid import pyramid
from suppilo.charts.scales import top_count, top_share
from suppilo.charts.trend import Point, trend
from suppilo.insights import words
from suppilo.insights.buckets import spelled
from suppilo.insights.explorer import definitions, saying, showing_time
from suppilo.insights.explorer.days import say_period
from suppilo.insights.explorer.question import CURVE, Question
from suppilo.insights.explorer.sheets import Cell, Sheet, half, known, name
from suppilo.insights.explorer.shown import Picture, Shown
from suppilo.kernel.statistics import Reason, Unknown

#: Step (from 1) -> the address of the people who dropped there; None where they cannot be listed.
WhoDropped = Callable[[int], str]
#: The largest rows of a breakdown on a page; the others stand there as one, and one by one in the file.
MOST_ROWS = 50


def shown(question: Question, result: Funnel, labels: Sequence[str], who: WhoDropped | None) -> Shown:
    """Everything a page shows of it, in the active language."""
    style, windowed = words.style_of_steps(), question.window is not None
    figure = _figure(result, labels, windowed, style)
    title = figure.title
    whole = pyramid(figure, style, layout="wide", key="answer")
    both = whole + pyramid(figure, style, layout="narrow", key="answer")
    pictures = [Picture(_("Funnel"), both, whole)]
    sheets = [_steps(result, labels, windowed, style, who)]
    said = definitions.funnel(question)
    if result.trend is not None:
        pictures.append(_line(question, result, style))
        sheets.append(_trend(question, result, labels, style))
        said.append(definitions.trend())
    if question.tells_time and result.counts[0]:
        begin, end = question.timed
        waited = result.time_to_convert(end, start=begin, points=CURVE)
        way = showing_time.Way(labels[begin - 1], labels[end - 1], skips=end - begin > 1, later=begin > 1)
        pictures.append(showing_time.picture(waited, way, style))
        sheets.append(showing_time.sheet(waited, way, style))
        said.append(definitions.time_to_convert(question.unit, way.begin, way.end))
    if result.buckets:
        sheets.append(_buckets(question, result, labels, style))
        said.append(definitions.breakdown(question.unit))
    return Shown(title, pictures, sheets, said, empty=not result.counts[0])


def _figure(result: Funnel, labels: Sequence[str], windowed: bool, style: Style) -> Figure:
    count = len(labels)
    layers = [("top", "middle", "bottom")[min(2, 3 * place // max(count, 1))] for place in range(count)]
    stages = tuple(
        StageFigure(label, layer, reached, None, Unknown(Reason.NO_ENTRIES))  # type: ignore[arg-type]
        for label, layer, reached in zip(labels, layers, result.counts, strict=True)
    )
    steps = tuple(_step(result, place, windowed) for place in range(1, count))
    whole = style.labels.whole_n.format(n=style.percent(result.overall))
    told = [_("{step}: {n}.").format(step=one.name, n=style.count(one.reached)) for one in stages]
    return Figure(
        title=" → ".join(labels),
        summary=" ".join([*told, whole + "."]),
        stages=stages,
        steps=steps,
        whole=result.overall,
        whole_provisional=result.provisional,
    )


def _step(result: Funnel, place: int, windowed: bool) -> StepFigure:
    """From the step at `place` - 1 to the one at `place`."""
    came, went, still = result.counts[place - 1], result.counts[place], result.open[place - 1]
    took, counted = result.seconds[place], result.count != "total"
    split = windowed and counted
    return StepFigure(
        conversion=result.conversion[place],
        provisional=still > 0,
        dropped=max(came - went, 0),
        lost=max(came - went - still, 0) if split else None,
        open=still if split else None,
        seconds=took.median if took and took.n else Unknown(Reason.TOO_FEW),
        quartiles=(took.q1, took.q3) if took and took.n else None,
    )


def _steps(result: Funnel, labels: Sequence[str], windowed: bool, style: Style, who: WhoDropped | None) -> Sheet:
    said = style.labels
    headings = [_("Step"), _("Reached"), _("Conversion rate"), _("Of the first"), said.dropped]
    headings += [said.open] * windowed + [_("Median time"), said.middle_half]
    rows = []
    for place, label in enumerate(labels):
        took, last = result.seconds[place], place + 1 == len(labels)
        dropped = 0 if last else max(result.counts[place] - result.counts[place + 1], 0)
        row = [
            name(label),
            Cell(style.count(result.counts[place]), result.counts[place]),
            _rate(style, result.conversion[place] if place else None, place > 0 and result.open[place - 1] > 0),
            _rate(
                style,
                result.conversion[0] if not place else _of_first(result, place),
                place > 0 and _until(result, place),
            ),
            Cell("", None)
            if last
            else Cell(style.count(dropped), dropped, href=who(place + 1) if who and dropped else ""),
        ]
        row += [Cell("" if last else style.count(result.open[place]), None if last else result.open[place])] * windowed
        median = took.median if took and took.n else None
        row += [
            Cell("" if median is None else style.time(median), known(median)),
            Cell(half(took if took and took.n else None, style.time), None),
        ]
        rows.append(row)
    return Sheet("steps", _("Step by step"), headings, rows, _file(result, labels))


def _file(result: Funnel, labels: Sequence[str]) -> list[list[Any]]:
    """The same and more for a spreadsheet: shares as numbers, times in seconds."""
    rows = [{**row, "name": label} for row, label in zip(result.rows(), labels, strict=True)]
    return [list(rows[0]), *(list(row.values()) for row in rows)]


def _of_first(result: Walked, place: int) -> Any:
    first = result.counts[0]
    return result.counts[place] / first if first else Unknown(Reason.NO_ENTRIES)


def _until(result: Walked, place: int) -> bool:
    """Whether somebody before this step may still reach it."""
    return any(result.open[:place])


def _rate(style: Style, value: Any, provisional: bool) -> Cell:
    if value is None:
        return Cell("", None)
    return Cell(
        style.explained(value, style.percent), known(value), note=style.labels.provisional if provisional else ""
    )


def _buckets(question: Question, result: Funnel, labels: Sequence[str], style: Style) -> Sheet:
    assert result.buckets is not None
    key = saying.breakdown(question.breakdown)
    rows = [_bucket(spelled(one.value) or words.none_label(), [one], style) for one in result.buckets]
    headings = [key, *labels, _("Conversion rate")]
    file = [headings, *([cell.value for cell in row] for row in rows)]
    return Sheet("breakdown", _("Broken down by {key}").format(key=key), headings, _largest(result, rows, style), file)


def _bucket(label: str, parts: Sequence[Walked], style: Style) -> list[Cell]:
    """A row of a breakdown: the sums of its parts."""
    counts = [sum(numbers) for numbers in zip(*(one.counts for one in parts), strict=True)]
    overall = counts[-1] / counts[0] if counts[0] else Unknown(Reason.NO_ENTRIES)
    rate = _rate(style, overall, any(one.provisional for one in parts))
    return [name(label), *(Cell(style.count(n), n) for n in counts), rate]


def _largest(result: Funnel, rows: list[list[Cell]], style: Style) -> list[list[Cell]]:
    """The rows as a page shows them: the small ones as one row before "none", so that they add up all the same."""
    buckets = list(result.buckets or ())
    named = [place for place, one in enumerate(buckets) if one.value is not None]
    small = named[MOST_ROWS:]
    if not small:
        return rows
    said = ngettext("{n} other value", "{n} other values", len(small)).format(n=style.count(len(small)))
    others = _bucket(said, [buckets[place] for place in small], style)
    return [*rows[: small[0]], others, *rows[small[-1] + 1 :]]


def _trend(question: Question, result: Funnel, labels: Sequence[str], style: Style) -> Sheet:
    rows = [
        [
            Cell(say_period(one.start, question.trend), one.start.date().isoformat(), number=False),
            *(Cell(style.count(n), n) for n in one.counts),
            _rate(style, one.overall, one.provisional),
        ]
        for one in result.trend or ()
    ]
    return Sheet("trend", _("Over time"), [_("Begun"), *labels, _("Conversion rate")], rows)


def _line(question: Question, result: Funnel, style: Style) -> Picture:
    single = len(result.counts) == 1
    points = [
        Point(
            say_period(one.start, question.trend),
            float(one.counts[0]) if single else known(one.overall),
            style.count(one.counts[0]) if single else f"{style.percent(one.overall)} ({style.count(one.counts[0])})",
            one.provisional,
        )
        for one in result.trend or ()
    ]
    most = (top_count if single else top_share)(point.value or 0.0 for point in points)
    top = (most, style.count(int(most)) if single else style.percent(most))
    title = _("Begun, over time") if single else _("Conversion rate from the first step to the last, by when it began")
    summary = "; ".join(f"{point.label}: {point.shown}" for point in points[-12:])
    whole = trend(title, summary, points, top, key="trend")
    both = whole + trend(title, summary, points, top, key="trend", layout="narrow")
    return Picture(title, both, whole, _("Over time"))
