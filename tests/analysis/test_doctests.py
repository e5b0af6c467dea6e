"""The examples in the docstrings of the library are true."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import suppilo

pytestmark = pytest.mark.pure
FOLDER = Path(suppilo.__file__).parent / "analysis"


@pytest.mark.parametrize("module", sorted(path.stem for path in FOLDER.glob("*.py") if ">>>" in path.read_text()))
def test_the_examples_of_a_module_are_true(module: str) -> None:
    result = doctest.testmod(import_module(f"suppilo.analysis.{module}"))
    assert (result.failed, result.attempted > 0) == (0, True)


@pytest.mark.parametrize("name", suppilo.__all__)
def test_every_name_of_the_library_is_told_and_shown(name: str) -> None:
    told = getattr(suppilo, name).__doc__ or ""
    assert len(told) > 20
    if name != "BadInput":
        assert ">>>" in told
