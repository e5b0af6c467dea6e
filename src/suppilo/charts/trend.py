"""A line over time: one point a day, week or month; what is not over yet is dashed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from suppilo.charts.svg import element, text

_WIDTH, _HEIGHT = 720.0, 240.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 12.0, 16.0, 34.0


@dataclass(frozen=True)
class Point:
    """One place on the line; `value` None: nothing can be said there. `provisional`: it may still rise."""

    label: str
    value: float | None
    shown: str
    provisional: bool = False


def trend(title: str, summary: str, points: Sequence[Point], top: tuple[float, str], *, key: str = "trend") -> str:
    """The line as SVG. `top` is the upper end of the scale and how it is written; the lower end is 0."""
    most = top[0] or 1.0
    places = [(_x(number, len(points)), _y(point.value, most)) for number, point in enumerate(points)]
    marks = [_rule(_y(0, most), "0"), _rule(_y(most, most), top[1])]
    marks += [_piece(places, points, number) for number in range(1, len(points))]
    marks += [_dot(place, point) for place, point in zip(places, points, strict=True)]
    marks += _days(places, points)
    return element(
        "svg",
        element("title", escape(title), id=f"{key}-title"),
        element("desc", escape(summary), id=f"{key}-desc"),
        *marks,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_WIDTH:g} {_HEIGHT:g}",
        class_="trend",
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
        font_family="system-ui, sans-serif",
    )


def _x(number: int, count: int) -> float:
    room = _WIDTH - _LEFT - _RIGHT
    return _LEFT + (room / 2 if count < 2 else room * number / (count - 1))


def _y(value: float | None, most: float) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * min((value or 0.0) / most, 1.0)


def _rule(y: float, words: str) -> str:
    line = element("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, class_="trend-rule", stroke="#c9c6bf")
    return line + text(words, _LEFT - 8, y + 4, "trend-quiet", "end", 13)


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


def _days(places: Sequence[tuple[float, float]], points: Sequence[Point]) -> list[str]:
    """The first label, the last, and those between for which there is room."""
    if not points:
        return []
    apart = max(1, -(-len(points) // 5))
    chosen = [number for number in range(0, len(points) - 1, apart) if len(points) - 1 - number >= apart]
    base = _HEIGHT - 10
    marks = []
    for number in [*chosen, len(points) - 1]:
        anchor = "middle" if len(points) == 1 else "start" if not number else "middle"
        if number == len(points) - 1 and len(points) > 1:
            anchor = "end"
        marks.append(text(points[number].label, places[number][0], base, "trend-quiet", anchor, 13))
    return marks
