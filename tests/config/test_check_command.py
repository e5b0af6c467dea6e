"""`suppilo check` and `suppilo schema` on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils import translation

from suppilo.config.cli.check_command import check
from suppilo.config.cli.schema_command import schema
from suppilo.definition import templates

pytestmark = pytest.mark.pure


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return Path(shutil.copytree(templates.path("coffee_roaster"), tmp_path / "shop"))


def _spoil(shop: Path, old: str, new: str) -> int:
    """Change one word of the funnel; the line it stands on."""
    funnel = shop / "funnels" / "coffee.yaml"
    text = funnel.read_text(encoding="utf-8")
    funnel.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_a_sound_definition_ends_with_0(shop: Path) -> None:
    answer = CliRunner().invoke(check, [str(shop)])
    assert answer.exit_code == 0
    assert "holds together" in answer.output


def test_a_mistake_ends_with_1_and_says_where_what_and_how_to_mend_it(shop: Path) -> None:
    line = _spoil(shop, "send: welcome", "send: welcom")
    answer = CliRunner().invoke(check, [str(shop)])
    assert answer.exit_code == 1
    assert f"{shop / 'funnels' / 'coffee.yaml'}:{line}:" in answer.output
    assert "funnels.coffee.journeys.get_to_know.steps[0].send" in answer.output
    assert 'Did you mean "welcome"?' in answer.output


def test_programs_get_the_same_as_json(shop: Path) -> None:
    line = _spoil(shop, "goal: {", "gaol: {")
    answer = CliRunner().invoke(check, [str(shop), "--json"])
    found = json.loads(answer.output)
    assert answer.exit_code == 1
    assert found["ok"] is False
    assert [(one["code"], one["line"], one["file"]) for one in found["problems"]] == [
        ("unknown_key", line, "funnels/coffee.yaml")
    ]


def test_a_folder_that_is_not_there_is_a_sentence_and_no_crash(tmp_path: Path) -> None:
    answer = CliRunner().invoke(check, [str(tmp_path / "nowhere")])
    assert answer.exit_code == 1
    assert "no such file or folder" in answer.output
    assert answer.exception is None or isinstance(answer.exception, SystemExit)


def test_the_schemas_are_written_to_a_folder(tmp_path: Path) -> None:
    answer = CliRunner().invoke(schema, ["--out", str(tmp_path / "schemas")])
    assert answer.exit_code == 0
    assert sorted(one.name for one in (tmp_path / "schemas").iterdir()) == [
        "business.schema.json",
        "funnel.schema.json",
    ]


def test_a_mistake_is_told_in_the_language_chosen(shop: Path) -> None:
    _spoil(shop, "send: welcome", "send: welcom")
    with translation.override("fi"):
        answer = CliRunner().invoke(check, [str(shop)])
    assert "Viestiä ”welcom” ei ole. Tarkoititko ”welcome”?" in answer.output
    assert "There is" not in answer.output
