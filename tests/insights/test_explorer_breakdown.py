"""A breakdown on a page: its rows add up, however many values there are."""

from __future__ import annotations

import polars as pl

from suppilo.analysis.funnel import funnel
from suppilo.insights.explorer import showing_funnel
from suppilo.insights.explorer.question import Question, Step
from suppilo.insights.explorer.shown import Shown

LABELS = ["Viewed", "Bought"]


def asked(brands: int, names: tuple[str, str] = ("view", "buy")) -> Shown:
    """Person n views brand n % brands, every third buys; the last three people view what has no brand."""
    people = range(3 * brands)
    views = [(who, "view", 0, f"brand {who % brands}" if who < 3 * brands - 3 else None) for who in people]
    buys = [(who, "buy", 1, None) for who in people[::3]]
    log = pl.DataFrame([*views, *buys], schema=["person", "name", "time", "brand"], orient="row")
    question = Question(steps=tuple(Step(name) for name in names), breakdown="brand")
    return showing_funnel.shown(question, funnel(log, steps=list(names), breakdown="brand"), LABELS, None)


def breakdown(shown: Shown) -> list[list[object]]:
    sheet = next(one for one in shown.sheets if one.key == "breakdown")
    return [[row[0].text, row[1].value, row[2].value] for row in sheet.rows]


def test_the_smallest_of_many_values_stand_together_and_the_rows_add_up() -> None:
    shown = asked(brands=130)
    rows = breakdown(shown)
    assert len(rows) == showing_funnel.MOST_ROWS + 2
    assert rows[-2][0] == "80 other values"
    assert rows[-1] == ["(none)", 3, 1]
    assert (sum(row[1] for row in rows), sum(row[2] for row in rows)) == (390, 130)  # type: ignore[misc]
    sheet = next(one for one in shown.sheets if one.key == "breakdown")
    assert len(sheet.for_file) == 1 + 130 + 1


def test_few_values_stand_one_by_one() -> None:
    assert len(breakdown(asked(brands=40))) == 41


def test_nobody_is_broken_down_into_no_table() -> None:
    shown = asked(brands=3, names=("nothing", "buy"))
    assert shown.empty
    assert [sheet.key for sheet in shown.sheets] == ["steps"]
