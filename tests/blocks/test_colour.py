"""Whatever colour a business has, its pages can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppilo.blocks.colour import CARD_DARK, PAPER_DARK, PAPER_LIGHT, contrast, parse, stylesheet, theme

pytestmark = pytest.mark.pure
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colours, st.booleans())
def test_text_and_buttons_have_enough_contrast_in_both_schemes(colour: str, dark: bool):
    found = theme(colour, dark=dark)
    accent, paper = parse(found.accent), parse(PAPER_DARK if dark else PAPER_LIGHT)
    ink = parse("#f2ece6" if dark else "#221d19")
    soft = parse("#b9aea4" if dark else "#635a53")
    for ground in (paper, parse(found.tint), parse(CARD_DARK if dark else "#ffffff")):
        assert contrast(accent, ground) >= 4.5
        assert contrast(ink, ground) >= 4.5
        assert contrast(soft, ground) >= 4.5
    assert contrast(parse(found.on_accent), accent) >= 4.5
    assert contrast(parse(found.on_accent), parse(found.strong)) >= 4.5


@pytest.mark.parametrize("colour", ["", "red", "#12", "#7a4a24;} body{display:none", "url(x)"])
def test_what_is_no_colour_becomes_the_default_and_cannot_add_rules(colour: str):
    assert stylesheet(colour) == stylesheet("#7a4a24")


def test_contrast_is_that_of_the_guidelines():
    assert contrast(parse("#000"), parse("#fff")) == pytest.approx(21)
    assert contrast(parse("#777777"), parse("#ffffff")) == pytest.approx(4.48, abs=0.01)
