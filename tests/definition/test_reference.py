"""The reference page names every key that may be written, and every fact that may be named exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from suppilo.definition import model
from suppilo.definition.checks.blocks import KINDS
from suppilo.kernel.conditions.parsing_tests import OPERATORS

pytestmark = pytest.mark.pure
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "definition.md").read_text(encoding="utf-8")
MODELS = {
    name: thing for name, thing in vars(model).items() if isinstance(thing, type) and issubclass(thing, BaseModel)
}
STEPS = (
    *("Send", "Wait", "WaitUntil", "WaitFor", "Window", "Hours", "Branch", "Split", "Way", "Vary", "Move"),
    *("Tag", "SetAttributes", "GivePoints", "Task", "Enrol", "Stop"),
)


def _section(name: str) -> str:
    title = r"Steps" if name in STEPS else rf"[^\n]*\b{name}\b"
    found = re.search(rf"^##+ {title}[^\n]*\n(.*?)(?=^##+ |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"no section about {name}"
    return found[1]


@pytest.mark.parametrize("name", sorted(set(MODELS) - {"Part"}))
def test_every_key_of_a_part_is_in_the_reference(name: str) -> None:
    section = _section(name)
    assert [key for key in MODELS[name].model_fields if f"`{key}`" not in section and f"`{key}:" not in section] == []


def test_no_key_in_the_reference_is_unknown() -> None:
    known = {key for thing in MODELS.values() for key in thing.model_fields}
    written = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    assert written - known == set()


def test_every_comparison_and_kind_of_block_is_in_the_reference() -> None:
    assert [name for name in OPERATORS if f"`{name}" not in PAGE] == []
    assert [name for name in KINDS if name not in _section("Block")] == []
