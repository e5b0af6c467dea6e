"""Whatever is wrong with a definition can be said in every language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

import suppilo
from suppilo.definition.problems import Problem
from suppilo.definition.reading import read_bundle
from suppilo.definition.sentences import SENTENCES
from suppilo.kernel.conditions import ConditionError, parse_condition
from suppilo.kernel.saying import Saying, spell
from suppilo.publishing.phrases import PHRASES
from suppilo.publishing.queries import say_problem
from tests.definition.small import spoiled
from tests.definition.test_checks import MISTAKES
from tests.definition.test_reading import MISPLACED, UNREADABLE
from tests.kernel.test_conditions import REFUSED

pytestmark = pytest.mark.pure
HOME = Path(suppilo.__file__).parent
#: Calls whose first argument is the name of a sentence.
_NAMING = {
    "Saying", "ConditionError", "DurationError", "MoneyError", "ValueRefused", "complain", "_complain", "_refuse",
    "_refused", "_fixed", "_limit",
}  # fmt: skip
_ENGLISH = frozenset(
    ("the", "this", "there", "here", "called", "write", "add", "remove", "look", "must", "has", "are", "of", "cannot")
)


def _sources() -> Iterator[ast.AST]:
    for room in ("definition", "kernel", "capture/imports"):
        for path in (HOME / room).rglob("*.py"):
            if path.name != "sentences.py":
                yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def _names() -> tuple[set[str], set[str], set[str]]:
    """Names given outright, beginnings of names put together, and every word that stands in the sources."""
    given, begun, words = set(), set(), set()
    for node in _sources():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words.add(node.value)
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            begun.add(str(node.values[0].value))
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in _NAMING:
                given.add(str(node.args[0].value))
    return given, begun, words


def test_every_sentence_stands_in_the_list_that_is_translated() -> None:
    assert set(PHRASES) == set(SENTENCES.values()) - {SENTENCES["mapping"]}


def test_every_mistake_that_is_raised_has_its_sentence_and_no_sentence_is_left_over() -> None:
    given, begun, words = _names()
    assert len(given) > 100
    assert given - set(SENTENCES) == set()
    prefixes = tuple(one for one in begun if one.endswith("."))
    assert [name for name in SENTENCES if name not in words and not name.startswith(prefixes)] == []


@pytest.mark.parametrize("language", ["da", "nb", "fi", "sv"])
def test_every_sentence_is_said_in_the_language_with_all_its_values(language: str) -> None:
    with translation.override(language):
        for english in PHRASES:
            said = gettext(english)
            places = re.findall(r"%\((\w+)\)s", english)
            assert set(re.findall(r"%\((\w+)\)s", said)) == set(places), english
            assert said % dict.fromkeys(places, "x"), english
            assert _english_words(said % dict.fromkeys(places, "")) == set(), said


def _english_words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower())) & _ENGLISH


def _found() -> Iterator[Problem]:
    for old, new, *_ in [*MISTAKES, *MISPLACED]:
        yield from spoiled(old, new).problems
    for content, *_ in UNREADABLE:
        yield from read_bundle({"shop.yaml": content}).problems


def test_no_mistake_that_is_found_holds_an_english_sentence_in_finnish() -> None:
    problems = list(_found())
    assert len({problem.code for problem in problems}) > 45
    with translation.override("fi"):
        for problem in problems:
            bare = [Saying(one.name, dict.fromkeys(one.params, "")) for one in problem.sayings]
            assert _english_words(spell(bare, SENTENCES, gettext)) == set(), problem
            assert say_problem(problem) != problem.message


@pytest.mark.parametrize("written", [one[0] for one in REFUSED], ids=lambda value: str(value)[:40])
def test_a_condition_that_cannot_be_read_is_said_in_finnish(written: object) -> None:
    with pytest.raises(ConditionError) as refused:
        parse_condition(written)
    with translation.override("fi"):
        assert spell(refused.value.sayings, SENTENCES, gettext) != str(refused.value)
