"""A line over time: one point a day, week or month; what is not over yet is dashed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from suppilo.charts.axes import Axes, Layout
from suppilo.charts.svg import element, picture

#: The frame, and for how many labels there is room under it.
_LAYOUTS: dict[Layout, tuple[Axes, int]] = {
    "wide": (Axes(720.0, 240.0, left=64.0, right=12.0, top=16.0, bottom=34.0), 5),
    "narrow": (Axes(340.0, 210.0, left=56.0, right=6.0, top=16.0, bottom=34.0), 2),
}


@dataclass(frozen=True)
class Point:
    """One place on the line; `value` None: nothing can be said there. `provisional`: it may still rise."""

    label: str
    value: float | None
    shown: str
    provisional: bool = False


def trend(
    title: str,
    summary: str,
    points: Sequence[Point],
    top: tuple[float, str],
    *,
    key: str = "trend",
    layout: Layout = "wide",
) -> str:
    """The line as SVG. `top` is the upper end of the scale and how it is written; the lower end is 0."""
    axes, labels = _LAYOUTS[layout]
    most = top[0] or 1.0
    places = [
        (axes.x(_along(number, len(points))), axes.y((point.value or 0.0) / most))
        for number, point in enumerate(points)
    ]
    marks = [axes.rule(0, "0"), axes.rule(1, top[1])]
    marks += [_piece(places, points, number) for number in range(1, len(points))]
    marks += [_dot(place, point) for place, point in zip(places, points, strict=True)]
    marks += _labels(axes, places, points, labels)
    key = key if layout == "wide" else f"{key}-{layout}"
    return picture(title, summary, marks, axes.width, axes.height, key=key, class_=f"trend lines-{layout}")


def _along(number: int, count: int) -> float:
    """The share of the width at which a point stands; a single one in the middle."""
    return number / (count - 1) if count > 1 else 0.5


def _piece(places: Sequence[tuple[float, float]], points: Sequence[Point], number: int) -> str:
    before, after = points[number - 1], points[number]
    if before.value is None or after.value is None:
        return ""
    (x1, y1), (x2, y2) = places[number - 1], places[number]
    dashed = "5 4" if after.provisional else None
    ink = {"class_": "trend-line", "stroke": "#1f6f8b", "stroke_width": 2.5, "stroke_dasharray": dashed}
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **ink)


def _dot(place: tuple[float, float], point: Point) -> str:
    if point.value is None:
        return ""
    told = element("title", escape(f"{point.label}: {point.shown}"))
    return element("circle", told, cx=place[0], cy=place[1], r=3.5, class_="trend-dot", fill="#1f6f8b")


def _labels(axes: Axes, places: Sequence[tuple[float, float]], points: Sequence[Point], room: int) -> list[str]:
    """The first label, the last, and those between for which there is room."""
    if not points:
        return []
    apart = max(1, -(-len(points) // room))
    chosen = [number for number in range(0, len(points) - 1, apart) if len(points) - 1 - number >= apart]
    marks = []
    for number in [*chosen, len(points) - 1]:
        anchor = "middle" if len(points) == 1 else "start" if not number else "middle"
        if number == len(points) - 1 and len(points) > 1:
            anchor = "end"
        marks.append(axes.below(points[number].label, places[number][0], anchor))
    return marks
