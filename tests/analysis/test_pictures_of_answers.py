"""`.svg()` of every answer draws what was asked."""

from __future__ import annotations

from xml.etree import ElementTree

import pandas as pd
import pytest

import suppilo

pytestmark = pytest.mark.pure
DAY = 86_400
LOG = pd.DataFrame(
    [("a", "view", 0, "FI"), ("a", "buy", 60, None), ("b", "view", 0, "SE"), ("c", "view", 2 * DAY, "FI"),
     ("c", "buy", 2 * DAY + 5, None), ("d", "view", 2 * DAY, None)],
    columns=["person", "name", "time", "land"],
)  # fmt: skip


def drawn(svg: str) -> tuple[str, str]:
    """What kind of picture, and all its words."""
    root = ElementTree.fromstring(svg)
    assert 'fill="currentColor"' in svg, "readable on light and on dark"
    return root.get("class", "").split()[0], " | ".join(root.itertext())


def test_a_funnel_is_a_pyramid_and_with_a_trend_its_line() -> None:
    steps = ["view", "buy"]
    assert drawn(suppilo.funnel(LOG, steps=steps).svg("Shop"))[0] == "funnel"
    kind, words = drawn(suppilo.funnel(LOG, steps=steps, trend="day").svg("By day"))
    assert kind == "trend"
    assert "1970-01-01: 50.0% (2)" in words
    assert "1970-01-02: no entries (0)" in words
    assert words.startswith("By day")
    kind, words = drawn(suppilo.funnel(LOG, steps=["view"], trend="week").trend.svg())  # type: ignore[union-attr]
    assert (kind, "1969-12-29: 4" in words) == ("trend", True)


def test_a_breakdown_is_a_bar_for_each_value() -> None:
    answer = suppilo.funnel(LOG, steps=["view", "buy"], breakdown="land")
    assert answer.buckets is not None
    kind, words = drawn(answer.buckets.svg())
    assert kind == "bars"
    for one in ("FI | 2 > 2 (100.0%)", "SE | 1 > 0 (0.0%)", "none | 1 > 0 (0.0%)"):
        assert one in words
    assert drawn(answer.svg())[0] == "funnel"


def test_the_other_answers_are_a_heat_map_bars_and_a_curve() -> None:
    kind, words = drawn(suppilo.retention(LOG, first="view", every="day").svg())
    assert (kind, "1970-01-03" in words) == ("heat", True)
    kind, words = drawn(suppilo.paths(LOG, start="view").svg())
    assert (kind, "view > buy" in words) == ("bars", True)
    kind, words = drawn(suppilo.attribution(LOG, conversion="buy", channel="land", touch="view").svg())
    assert (kind, "FI" in words) == ("bars", True)
    kind, words = drawn(suppilo.time_to_convert(LOG, start="view", conversion="buy").svg())
    assert (kind, "4 began, 2 converted" in words) == ("trend", True)
