"""What the library refuses is told in the words of the studio and in the reader's language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

import suppilo
from suppilo.analysis.errors import BadInput
from suppilo.insights.explorer.showing import problem

FOLDER = Path(suppilo.__file__).parent / "analysis"
ANY = dict.fromkeys(("column", "role", "value", "problem", "near", "known", "most", "count", "columns"), "x")


def refused(code: str, template: str = "Leave out window= here, {column}.", **params: object) -> BadInput:
    return BadInput(code, template, **(ANY | params))


@pytest.mark.parametrize("code", ["too_many_values", "too_many_periods", "missing_column", "unlike_kinds", "bad_count"])
def test_what_a_question_of_the_studio_can_meet_names_no_argument_of_the_library(code: str) -> None:
    told = set()
    for language in ("en", "da", "nb", "fi", "sv"):
        with translation.override(language):
            told.add(problem(refused(code, column="brand")))
    assert len(told) == 5
    assert not any(re.search(r"\w=|BadInput|Leave out window", one) for one in told)


def test_what_the_studio_has_no_words_for_is_told_in_the_readers_language() -> None:
    with pytest.raises(BadInput) as found:
        suppilo.funnel([("no", "table")], steps=["view"])
    with translation.override("fi"):
        assert "Tähän kysymykseen ei voi vastata sellaisenaan: " in problem(found.value)
        assert "Events are a" not in problem(found.value)


def test_every_reason_of_the_library_is_translated() -> None:
    """Texts are marked with N_: the catalogue of the analysis has each in four languages."""
    marked = [text for path in FOLDER.rglob("*.py") for text in re.findall(r'N_\("([^"]+)"\)', path.read_text())]
    marked = [text for text in marked if re.search(r"[a-z]+ [a-z]+", re.sub(r"{[^}]*}", "", text))]
    assert len(marked) > 20
    for language in ("da", "nb", "fi", "sv"):
        with translation.override(language):
            assert [text for text in marked if translation.gettext(text) == text] == []
