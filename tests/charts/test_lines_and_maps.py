"""The line, the heat map and the bars: readable by machines, escaped, honest about what is not known."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from suppilo.charts.bars import Bar, bars
from suppilo.charts.curve import CurvePoint, Mark, step_curve
from suppilo.charts.heat import HeatRow, heat, level
from suppilo.charts.trend import Point, trend

pytestmark = pytest.mark.pure
SVG = "{http://www.w3.org/2000/svg}"
POINTS = [
    Point("1 Mar", 0.5, "50%"),
    Point("2 Mar", None, "–"),
    Point("3 Mar", 0.25, "25%"),
    Point("4 Mar", 1, "1", True),
]
ROWS = [HeatRow("<b>1 Mar", "120", [(1.0, "100%"), (0.42, "42%"), (None, "")]), HeatRow("8 Mar", "0", [])]
PICTURES = {
    "trend": trend("Trend", "Half, then a quarter.", POINTS, (1.0, "100%")),
    "narrow_trend": trend("Trend", "Half, then a quarter.", POINTS, (1.0, "100%"), layout="narrow"),
    "alone": trend("Trend", "One.", POINTS[:1], (0.0, "0%")),
    "empty": trend("Trend", "Nothing.", [], (1.0, "100%")),
    "heat": heat("Cohorts", "Two cohorts.", ["0", "1", "2"], ROWS),
    "bars": bars("Paths", "One path.", [Bar('a > "b"', 3, "3"), Bar("c", 0, "0")]),
    "narrow_bars": bars("Paths", "One path.", [Bar("a " * 40, 3, "3")], layout="narrow"),
    "no_bars": bars("Paths", "None.", []),
    "curve": step_curve(
        "Time",
        "Half in a day.",
        [CurvePoint(9, 0.2, 0.1, 0.4), CurvePoint(60, 0.5, 0.3, 1.0)],
        [(10.0, "10 s"), (90.0, "<90> s")],
        "{:.0%}".format,
        [Mark(60, "median")],
    ),
    "narrow_curve": step_curve(
        "Time", "Half in a day.", [CurvePoint(9, 0.2, 0.1, 0.4)], [(10.0, "10 s")], "{:.0%}".format, layout="narrow"
    ),
    "no_curve": step_curve("Time", "Nobody.", [], [], "{:.0%}".format),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_sound_named_and_free_of_style_and_script(name: str) -> None:
    root = ElementTree.fromstring(PICTURES[name])
    named = [element.get("id") for element in root if element.get("id")]
    assert root.get("aria-labelledby") == " ".join(filter(None, named))
    assert not re.search(r"style=|<style|<script|\son\w+=|nan", PICTURES[name])


def test_a_line_is_broken_where_nothing_is_known_and_dashed_where_it_may_still_change() -> None:
    lines = [
        one for one in ElementTree.fromstring(PICTURES["trend"]).iter(f"{SVG}line") if one.get("class") == "trend-line"
    ]
    assert [one.get("stroke-dasharray") for one in lines] == ["5 4"]
    assert len(list(ElementTree.fromstring(PICTURES["trend"]).iter(f"{SVG}circle"))) == 3


def test_a_cell_is_warmer_the_more_came_back_and_what_is_to_come_is_not_drawn() -> None:
    assert [level(share) for share in (None, 0.0, 0.001, 0.02, 0.1, 0.5, 1.0)] == [0, 0, 1, 2, 3, 7, 9]
    assert PICTURES["heat"].count("<rect") == 2
    assert "<b>1 Mar" in [one.text for one in ElementTree.fromstring(PICTURES["heat"]).iter(f"{SVG}text")]


def test_a_curve_goes_level_to_each_point_and_then_up() -> None:
    root = ElementTree.fromstring(PICTURES["curve"])
    path = next(one.get("d", "") for one in root.iter(f"{SVG}path"))
    corners = [tuple(map(float, pair.split())) for pair in path[1:].split("L")]
    assert [round(x) for x, _ in corners] == [84, 146, 146, 497, 497, 704]
    assert all(one[0] == next_[0] or one[1] == next_[1] for one, next_ in zip(corners, corners[1:], strict=False))
    assert corners[-1][1] < corners[0][1]


def test_a_curve_begins_at_nothing_and_ends_where_nobody_follows_any_more() -> None:
    steps = [0.01, *range(1, 40)]
    rising = [CurvePoint(place / 10, place / 100, 0.0, 1.0) for place in steps]
    level = [*rising, CurvePoint(3_000.0, 0.39, 0.0, 1.0)]
    root = ElementTree.fromstring(step_curve("Time", "", level, [(10.0, "10 s"), (9_000.0, "3 h")], "{:.0%}".format))
    path = next(one.get("d", "") for one in root.iter(f"{SVG}path"))
    corners = [tuple(map(float, pair.split())) for pair in path[1:].split("L")]
    assert corners[0] == (84.0, 246.0), "nobody has at 0"
    assert len(corners) == 2 * len(rising) + 2, "each rise has a place of its own"
    assert "3 h" not in "".join(root.itertext())
