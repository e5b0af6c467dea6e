"""How long the way from the first step to the last takes, as a curve and a table."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from suppilo.analysis.time_to_convert import TimeToConvert, Within
from suppilo.charts.curve import Mark, curve_points, step_curve
from suppilo.charts.figure import Style
from suppilo.insights.explorer.sheets import Cell, Sheet
from suppilo.insights.explorer.shown import Picture
from suppilo.kernel.statistics import Answer, Unknown


def picture(result: TimeToConvert, labels: Sequence[str], style: Style) -> Picture:
    """The curve; its caption says how many, and by when a quarter, half and three quarters."""
    curve, said = result.curve, caption(result, labels, style)
    words = f"{style.labels.median}: {style.time(result.median)}"
    markup = step_curve(
        title(labels),
        said,
        curve_points(1 - curve.left, 1 - curve.upper, 1 - curve.lower, curve.times),
        [(one.seconds, style.time(one.seconds)) for one in result.within],
        style.percent,
        [Mark(result.median, words)] if isinstance(result.median, float) else [],
        key="time",
    )
    return Picture(title(labels), markup, markup, _("Time to convert"), caption=said)


def title(labels: Sequence[str]) -> str:
    """From what to what."""
    return _("Time from “{first}” to “{last}”").format(first=labels[0], last=labels[-1])


def caption(result: TimeToConvert, labels: Sequence[str], style: Style) -> str:
    """The curve in words."""
    told = [
        _("{n} began, {converted} converted, {waiting} have not yet.").format(
            n=style.count(result.people),
            converted=style.count(result.converted),
            waiting=style.count(result.waiting),
        ),
        _("Half converted: {median}; a quarter: {quarter}; three quarters: {most}.").format(
            median=_reached(style, result.median),
            quarter=_reached(style, result.q1),
            most=_reached(style, result.q3),
        ),
    ]
    told += [_("Whoever left out a step between counts here too.")] * (len(labels) > 2)
    return " ".join(told)


def _reached(style: Style, value: Answer) -> str:
    if isinstance(value, Unknown):
        return _("not reached yet")
    return _("after {time}").format(time=style.time(value))


def sheet(result: TimeToConvert, labels: Sequence[str], style: Style) -> Sheet:
    """The share at round times; a file has the curve's own steps."""
    headings = [_("Within"), _("Converted"), _("Share"), _("95% interval"), _("Still waiting")]
    rows = [_row(one, style) for one in result.within]
    steps = result.rows()
    file = [list(steps[0]), *(list(step.values()) for step in steps)] if steps else []
    return Sheet("time", title(labels), headings, rows, file)


def _row(one: Within, style: Style) -> list[Cell]:
    return [
        Cell(style.time(one.seconds), one.seconds, number=False),
        Cell(style.count(one.converted), one.converted),
        Cell(style.percent(one.share), one.share),
        Cell(f"{style.percent(one.lower)} – {style.percent(one.upper)}", None),
        Cell(style.count(one.waiting), one.waiting),
    ]
