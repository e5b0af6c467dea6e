"""How long the way from one step to another takes, as a curve and a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from suppilo.analysis.time_to_convert import TimeToConvert, Within
from suppilo.charts.axes import LAYOUTS
from suppilo.charts.curve import Mark, curve_points, step_curve
from suppilo.charts.figure import Style
from suppilo.insights.explorer.sheets import Cell, Sheet
from suppilo.insights.explorer.shown import Picture
from suppilo.kernel.statistics import Answer, Unknown


@dataclass(frozen=True)
class Way:
    """From what to what. `skips`: steps lie between; `later`: steps lie before."""

    begin: str
    end: str
    skips: bool = False
    later: bool = False


def picture(result: TimeToConvert, way: Way, style: Style) -> Picture:
    """The curve; its caption says how many, and by when a quarter, half and three quarters."""
    curve, said = result.curve, caption(result, way, style)
    words = f"{style.labels.median}: {style.time(result.median)}"
    whole, narrow = (
        step_curve(
            title(way),
            said,
            curve_points(1 - curve.left, 1 - curve.upper, 1 - curve.lower, curve.times),
            [(one.seconds, style.time(one.seconds)) for one in result.within],
            style.percent,
            [Mark(result.median, words)] if isinstance(result.median, float) else [],
            key="time",
            layout=layout,
        )
        for layout in LAYOUTS
    )
    return Picture(title(way), whole + narrow, whole, _("Time to convert"), caption=said)


def title(way: Way) -> str:
    """From what to what."""
    return _("Time from “{first}” to “{last}”").format(first=way.begin, last=way.end)


def caption(result: TimeToConvert, way: Way, style: Style) -> str:
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
    told += [_("Whoever left out a step between counts here too.")] * way.skips
    told += [
        _("What came before does not matter here: time runs from the first “{first}”.").format(first=way.begin)
    ] * way.later
    return " ".join(told)


def _reached(style: Style, value: Answer) -> str:
    if isinstance(value, Unknown):
        return _("not reached yet")
    return _("after {time}").format(time=style.time(value))


def sheet(result: TimeToConvert, way: Way, style: Style) -> Sheet:
    """The share at round times; a file has the curve's own steps, and says from what to what."""
    headings = [_("Within"), _("Converted"), _("Share"), _("95% interval"), _("Still waiting")]
    rows = [_row(one, style) for one in result.within]
    return Sheet("time", title(way), headings, rows, _file(result, way) or _plain(headings, rows, way))


def _file(result: TimeToConvert, way: Way) -> list[list[Any]]:
    steps = [{**step, "start": way.begin, "conversion": way.end} for step in result.rows()]
    return [list(steps[0]), *(list(step.values()) for step in steps)] if steps else []


def _plain(headings: list[str], rows: list[list[Cell]], way: Way) -> list[list[Any]]:
    """Where nobody has converted there is no curve: the table itself."""
    ends = [way.begin, way.end]
    return [[*headings, "start", "conversion"], *([*(cell.value for cell in row), *ends] for row in rows)]


def _row(one: Within, style: Style) -> list[Cell]:
    return [
        Cell(style.time(one.seconds), one.seconds, number=False),
        Cell(style.count(one.converted), one.converted),
        Cell(style.percent(one.share), one.share),
        Cell(f"{style.percent(one.lower)} – {style.percent(one.upper)}", None),
        Cell(style.count(one.waiting), one.waiting),
    ]
