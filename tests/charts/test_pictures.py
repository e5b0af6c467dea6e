"""The pictures: readable by machines, escaped, complete, and within their width."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from suppilo.charts import numbers
from suppilo.charts.figure import Figure, StageFigure, StepFigure
from suppilo.charts.pyramid import pyramid
from suppilo.charts.svg import wrapped
from suppilo.charts.table import funnel_table
from suppilo.charts.terminal import terminal_funnel
from suppilo.kernel.statistics import Reason, Unknown
from tests.charts.examples import COFFEE, EMPTY, EN, FI, OLIST

pytestmark = pytest.mark.pure
SVG = "{http://www.w3.org/2000/svg}"
LAYOUTS: tuple[Literal["wide", "narrow"], ...] = ("wide", "narrow")


def words_of(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_picture_names_and_describes_itself_to_a_screen_reader(layout: Literal["wide", "narrow"]) -> None:
    root = ElementTree.fromstring(pyramid(COFFEE, EN, layout=layout, key="x"))
    named = {element.get("id"): element.text for element in root if element.get("id")}
    assert root.get("role") == "img"
    assert [named[key] for key in (root.get("aria-labelledby") or "").split()] == [COFFEE.title, COFFEE.summary]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_picture_has_no_inline_style_or_script(layout: Literal["wide", "narrow"]) -> None:
    svg = pyramid(COFFEE, EN, layout=layout)
    assert not re.search(r"style=|<style|<script|\son\w+=|href", svg)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_picture_shows_every_number(layout: Literal["wide", "narrow"]) -> None:
    words = " | ".join(words_of(pyramid(COFFEE, EN, layout=layout)))
    for shown in ("4,812", "3,104", "25%", "3,201 lost", "407 still open", "14.72 days", "Goal 30%: missed", "2,310"):
        assert shown in words


def test_bands_are_as_wide_as_the_share_who_reached_the_stage() -> None:
    root = ElementTree.fromstring(pyramid(OLIST, EN))
    widths = [float(rect.get("width", 0)) for rect in root.iter(f"{SVG}rect") if "band" in (rect.get("class") or "")]
    assert widths[1] / widths[0] == pytest.approx(841 / 8000, abs=0.001)


def test_a_name_with_markup_stays_text() -> None:
    evil = replace(OLIST, title="<b>&", stages=(replace(OLIST.stages[0], name='"><script>x'), OLIST.stages[1]))
    root = ElementTree.fromstring(pyramid(evil, EN))
    assert '"><script>x' in [element.text for element in root.iter(f"{SVG}text")]


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert "4 812" in " ".join(words_of(pyramid(COFFEE, FI))).replace("\xa0", " ")
    assert numbers.percent(841 / 8000, "en") == "10.5%"
    assert numbers.percent(0.00394, "sv").replace("\xa0", " ") == "0,39 %"
    assert numbers.duration(86_400 * 14.7214, "fi") == "14,72 päivää"
    assert numbers.duration(0, "en") == "0 seconds"
    assert numbers.duration(9000, "da") == "2,5 timer"


def test_a_funnel_without_anybody_is_drawn_with_dashes_and_reasons() -> None:
    assert "–" in words_of(pyramid(EMPTY, EN))
    assert "nobody entered" in funnel_table(EMPTY, EN).rows[0]


def test_the_table_splits_the_drop_off_only_where_the_funnel_has_a_window() -> None:
    assert "Lost" in funnel_table(COFFEE, EN).headings
    assert "Drop-off" in funnel_table(OLIST, EN).headings
    for figure in (COFFEE, OLIST, EMPTY):
        table = funnel_table(figure, EN)
        assert {len(row) for row in table.rows} == {len(table.headings)}


def test_the_table_tells_the_middle_half_and_leaves_out_empty_columns() -> None:
    table = funnel_table(OLIST, EN)
    assert "5.1 days – 64.9 days" in table.rows[0]
    assert "Goal" not in table.headings
    assert "Goal" in funnel_table(COFFEE, EN).headings


@given(
    st.lists(st.tuples(st.text(max_size=60), st.integers(0, 10**7)), min_size=1, max_size=6),
    st.integers(20, 140),
    st.booleans(),
)
def test_no_line_is_wider_than_the_terminal(stages: list[tuple[str, int]], width: int, plain: bool) -> None:
    names = [" ".join("".join(c for c in name if c.isprintable()).split()) for name, _ in stages]
    unknown = Unknown(Reason.NO_ENTRIES)
    figure = Figure(
        title="", summary="",
        stages=tuple(StageFigure(n, "top", r, r, unknown) for n, (_, r) in zip(names, stages, strict=True)),
        steps=tuple(StepFigure(0.5, True, 10, 4, 6, 86_400.0 * 3) for _ in stages[1:]),
        whole=0.1, whole_provisional=False,
    )  # fmt: skip
    lines = terminal_funnel(figure, EN, width=width, plain=plain)
    widest = max(sum(cell_len(words) for words, _ in line) for line in lines)
    assert widest <= max(40, min(width, 100))


def test_a_plain_terminal_gets_plain_letters() -> None:
    text = "".join(words for line in terminal_funnel(OLIST, EN, plain=True) for words, _ in line)
    assert text.isascii()


@given(st.text(alphabet="ab cä", max_size=80), st.integers(3, 30))
def test_wrapped_words_keep_to_their_lines(words: str, most: int) -> None:
    lines = wrapped(words, most)
    assert len(lines) <= 2
    assert all(len(line) <= most for line in lines)


def test_the_steps_of_a_question_say_nothing_of_who_stands_there() -> None:
    asked = replace(COFFEE, stages=tuple(replace(one, standing=None, goals=()) for one in COFFEE.stages))
    shown = " | ".join([*words_of(pyramid(asked, EN)), *words_of(pyramid(asked, EN, layout="narrow"))])
    shown += " | ".join(word for line in terminal_funnel(asked, EN) for word, _ in line)
    assert "here now" not in shown
    assert "None" not in shown
    assert "Time here" not in funnel_table(asked, EN).headings
    assert "4,812" in shown
