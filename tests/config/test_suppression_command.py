"""`suppilo suppression` lists, bars and allows addresses."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from suppilo.config.cli.commands import suppilo
from suppilo.foundation import clock
from suppilo.messages.operations import suppress
from suppilo.team.models import Workspace
from suppilo.team.queries import audit_of
from tests.messages.world import NOON, publish

pytestmark = pytest.mark.django_db


def run(*words: str, code: int = 0) -> str:
    with clock.at(NOON):
        answer = CliRunner().invoke(suppilo, ["suppression", *words], env={"COLUMNS": "200"})
    assert answer.exit_code == code, answer.output
    return " ".join(answer.output.split())


def test_a_file_is_barred_looked_up_and_allowed_again(tmp_path: Path):
    world = publish()
    world.person("aino@example.org")
    given = tmp_path / "list.csv"
    given.write_bytes("email,when\nAino@example.org,2024\nä@x\nb@example.org,2023\n".encode("latin-1"))
    said = run("add", str(given), "--because", "Old tool")
    assert "Barred: 2. Barred already: 0. Twice in the list: 0. Without an address: 1." in said and "line 3:" in said
    assert "Barred: 0. Barred already: 2." in run("add", str(given), "--because", "Old tool")
    listed = run("list", "--reason", "manual")
    assert "aino@example.org" in listed and "b@example.org" not in listed and "“Old tool”" in listed
    assert "the command line" in run("list", "b@example.org")
    assert "may be written to again" in run("remove", "b@example.org")
    assert "Nothing bars b@example.org." in run("remove", "b@example.org")
    told = [entry.action for entry in audit_of(Workspace.objects.get(pk=world.workspace_id))]
    assert told == ["address.allow", "address.bar"]


def test_a_complaint_is_not_taken_back_by_staff():
    world = publish()
    suppress(world.workspace_id, channel="email", address="aino@example.org", reason="complaint", now=NOON)
    assert "Only the person can take this back" in run("remove", "aino@example.org", code=1)
    assert "Write the e-mail address in full" in run("remove", "aino@x", code=1)
