"""No cell is taken for a formula."""

from __future__ import annotations

import pytest

from suppilo.foundation.spreadsheet import safe

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1"])
def test_a_text_that_would_be_a_formula_begins_with_an_apostrophe(text: str) -> None:
    assert safe(text) == f"'{text}"


def test_anything_else_stays_as_it_is() -> None:
    assert [safe(one) for one in ("Ada", "1=1", "", -1, 2.5, None)] == ["Ada", "1=1", "", -1, 2.5, ""]
