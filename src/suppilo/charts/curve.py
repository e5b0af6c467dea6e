"""A curve in steps with its interval: what share has done something by when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from suppilo.charts.axes import Axes, Layout
from suppilo.charts.scales import top_share
from suppilo.charts.svg import element, picture, polygon

_LAYOUTS: dict[Layout, Axes] = {
    "wide": Axes(720.0, 280.0, left=84.0, right=16.0, top=26.0, bottom=34.0),
    "narrow": Axes(340.0, 230.0, left=60.0, right=8.0, top=26.0, bottom=34.0),
}
#: Labels nearer to each other than this are left out.
_APART = 92.0


@dataclass(frozen=True)
class CurvePoint:
    """From `x` (seconds) on the share is `y`; it lies between `low` and `high`."""

    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True)
class Mark:
    """A dashed line at `x` (seconds) with its words."""

    x: float
    words: str


def curve_points(
    shares: Iterable[float], lows: Iterable[float], highs: Iterable[float], times: Iterable[float]
) -> list[CurvePoint]:
    """Columns as points."""
    columns = zip(times, shares, lows, highs, strict=True)
    return [CurvePoint(*(float(one) for one in row)) for row in columns]


def step_curve(
    title: str,
    summary: str,
    points: Sequence[CurvePoint],
    ticks: Sequence[tuple[float, str]],
    percent: Callable[[float], str],
    marks: Sequence[Mark] = (),
    *,
    key: str = "curve",
    layout: Layout = "wide",
) -> str:
    """The curve as SVG. `percent` writes a share, `ticks` are times with their words.

    It reaches from 0 to the first tick after which it is level: a long level rest would press the rise into one line.
    """
    axes = _LAYOUTS[layout]
    end = _end(points, [x for x, _ in ticks])
    most = top_share(point.y for point in points if point.x <= end)
    begun = CurvePoint(0.0, 0.0, 0.0, 0.0)
    scaled = [
        CurvePoint(axes.x(one.x / end), axes.y(one.y / most), axes.y(one.low / most), axes.y(one.high / most))
        for one in [begun, *points]
        if one.x <= end
    ]
    kept = _one_a_pixel(scaled)
    drawn = [axes.rule(share, percent(most * share) if share else "0") for share in (0.0, 0.5, 1.0)]
    drawn += [_band(kept, axes.end), _line(kept, axes.end)]
    drawn += [_mark(axes, axes.x(mark.x / end), mark.words) for mark in marks]
    drawn += _labels(axes, [(axes.x(seconds / end), words) for seconds, words in ticks if seconds <= end])
    key = key if layout == "wide" else f"{key}-{layout}"
    return picture(title, summary, drawn, axes.width, axes.height, key=key, class_=f"trend curve lines-{layout}")


def _end(points: Sequence[CurvePoint], ticks: Sequence[float]) -> float:
    rises = [after.x for before, after in pairwise([CurvePoint(0.0, 0.0, 0.0, 0.0), *points]) if after.y > before.y]
    last = max(rises, default=0.0)
    level = [tick for tick in ticks if last and tick >= last]
    return min(level) if level else max([*ticks, *(point.x for point in points)], default=0.0) or 1.0


def _one_a_pixel(scaled: Sequence[CurvePoint]) -> list[CurvePoint]:
    """The first, and only the last of those that would be drawn in one column."""
    by_column = {round(point.x): point for point in scaled[1:]}
    return [scaled[0], *by_column.values()]


def _stairs(points: Sequence[tuple[float, float]], right: float) -> list[tuple[float, float]]:
    """Corners of the steps: level to the next point, then up."""
    found: list[tuple[float, float]] = []
    for place, (x, y) in enumerate(points):
        found += [(x, points[place - 1][1]), (x, y)] if place else [(x, y)]
    return [*found, (right, points[-1][1])]


def _line(scaled: Sequence[CurvePoint], right: float) -> str:
    corners = _stairs([(one.x, one.y) for one in scaled], right)
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners)
    return element("path", d=path, class_="trend-line", stroke="#1f6f8b", stroke_width=2.5, fill="none")


def _band(scaled: Sequence[CurvePoint], right: float) -> str:
    upper = _stairs([(one.x, one.high) for one in scaled], right)
    lower = _stairs([(one.x, one.low) for one in scaled], right)
    shape = polygon([*upper, *reversed(lower)], "curve-band", "#1f6f8b")
    return shape.replace("<polygon", '<polygon opacity="0.16"')


def _mark(axes: Axes, x: float, words: str) -> str:
    ink = {"class_": "trend-rule", "stroke": "#7b8794", "stroke_dasharray": "4 3"}
    line = element("line", x1=x, x2=x, y1=axes.top, y2=axes.foot, **ink)
    anchor = "middle" if axes.left + 60 < x < axes.width - 80 else "start" if x <= axes.left + 60 else "end"
    return line + axes.label(words, x, axes.top - 9, anchor)


def _labels(axes: Axes, ticks: Sequence[tuple[float, str]]) -> list[str]:
    """From the right, those for which there is room."""
    kept: list[str] = []
    free = axes.width
    for x, words in sorted(ticks, reverse=True):
        if kept and (x > free - _APART or x < axes.left + 24):
            continue
        kept.append(axes.below(words, x, "middle" if kept else "end"))
        free = x
    return kept
