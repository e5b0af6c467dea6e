"""A curve in steps with its interval: what share has done something by when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from suppilo.charts.scales import top_share
from suppilo.charts.svg import element, polygon, text

_WIDTH, _HEIGHT = 720.0, 280.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 84.0, 16.0, 26.0, 34.0
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
) -> str:
    """The curve as SVG. `percent` writes a share, `ticks` are times with their words.

    It reaches from 0 to the first tick after which it is level: a long level rest would press the rise into one line.
    """
    end = _end(points, [x for x, _ in ticks])
    points, ticks = [one for one in points if one.x <= end], [one for one in ticks if one[0] <= end]
    most = top_share(point.y for point in points)
    kept = [CurvePoint(0.0, 0.0, 0.0, 0.0), *_one_a_pixel(points, end)]
    drawn = [_rule(_y(share, most), percent(share) if share else "0") for share in (0.0, most / 2, most)]
    drawn.append(_band(kept, end, most))
    drawn.append(_line(kept, end, most))
    drawn += [_mark(mark, end) for mark in marks]
    drawn += _labels(ticks, end)
    return element(
        "svg",
        element("title", escape(title), id=f"{key}-title"),
        element("desc", escape(summary), id=f"{key}-desc"),
        *drawn,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_WIDTH:g} {_HEIGHT:g}",
        class_="trend curve",
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
        font_family="system-ui, sans-serif",
    )


def _end(points: Sequence[CurvePoint], ticks: Sequence[float]) -> float:
    rises = [after.x for before, after in pairwise([CurvePoint(0.0, 0.0, 0.0, 0.0), *points]) if after.y > before.y]
    last = max(rises, default=0.0)
    level = [tick for tick in ticks if last and tick >= last]
    return min(level) if level else max([*ticks, *(point.x for point in points)], default=0.0) or 1.0


def _x(seconds: float, end: float) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * seconds / end


def _y(share: float, most: float) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * min(share / most, 1.0)


def _one_a_pixel(points: Sequence[CurvePoint], end: float) -> list[CurvePoint]:
    """Only the last of those that would be drawn in one column."""
    by_column = {round(_x(point.x, end)): point for point in points}
    return list(by_column.values())


def _stairs(points: Sequence[tuple[float, float]], right: float) -> list[tuple[float, float]]:
    """Corners of the steps: level to the next point, then up."""
    found: list[tuple[float, float]] = []
    for place, (x, y) in enumerate(points):
        found += [(x, points[place - 1][1]), (x, y)] if place else [(x, y)]
    return [*found, (right, points[-1][1])]


def _line(points: Sequence[CurvePoint], end: float, most: float) -> str:
    corners = _stairs([(_x(one.x, end), _y(one.y, most)) for one in points], _WIDTH - _RIGHT)
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners)
    return element("path", d=path, class_="trend-line", stroke="#1f6f8b", stroke_width=2.5, fill="none")


def _band(points: Sequence[CurvePoint], end: float, most: float) -> str:
    right = _WIDTH - _RIGHT
    upper = _stairs([(_x(one.x, end), _y(one.high, most)) for one in points], right)
    lower = _stairs([(_x(one.x, end), _y(one.low, most)) for one in points], right)
    shape = polygon([*upper, *reversed(lower)], "curve-band", "#1f6f8b")
    return shape.replace("<polygon", '<polygon opacity="0.16"')


def _rule(y: float, words: str) -> str:
    line = element("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, class_="trend-rule", stroke="#c9c6bf")
    return line + text(words, _LEFT - 8, y + 4, "trend-quiet", "end", 13)


def _mark(mark: Mark, end: float) -> str:
    x = _x(mark.x, end)
    ink = {"class_": "trend-rule", "stroke": "#7b8794", "stroke_dasharray": "4 3"}
    line = element("line", x1=x, x2=x, y1=_TOP, y2=_HEIGHT - _BOTTOM, **ink)
    anchor = "middle" if _LEFT + 60 < x < _WIDTH - 80 else "start" if x <= _LEFT + 60 else "end"
    return line + text(mark.words, x, _TOP - 9, "trend-quiet", anchor, 13)


def _labels(ticks: Sequence[tuple[float, str]], end: float) -> list[str]:
    """From the right, those for which there is room."""
    kept: list[str] = []
    free = _WIDTH
    for seconds, words in sorted(ticks, reverse=True):
        x = _x(seconds, end)
        if kept and (x > free - _APART or x < _LEFT + 24):
            continue
        kept.append(text(words, x, _HEIGHT - 10, "trend-quiet", "middle" if kept else "end", 13))
        free = x
    return kept
