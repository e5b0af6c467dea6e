"""Workspaces and users are made on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.contrib.auth import authenticate

from suppilo.config.cli.commands import suppilo
from suppilo.team.models import Membership

pytestmark = pytest.mark.django_db


def run(*words: str) -> Result:
    return CliRunner().invoke(suppilo, words)


def test_a_new_user_gets_a_password_that_is_shown_once_and_works():
    assert run("workspace", "add", "aukio", "--name", "Aukio", "--country", "fi").output == (
        "The workspace aukio is made.\n"
    )
    added = run("user", "add", "--email", "Olli@example.com", "--role", "owner")
    password = added.output.strip().rsplit(" ", 1)[1]
    assert str(authenticate(email="olli@example.com", password=password)) == "olli@example.com"
    again = run("user", "add", "--email", "olli@example.com", "--role", "sales")
    assert again.output == "olli@example.com is now sales in aukio.\n"
    assert list(Membership.objects.values_list("role", flat=True)) == ["sales"]


def test_a_password_from_a_file_is_not_shown(tmp_path: Path):
    secret = tmp_path / "password"
    secret.write_text("harmaa-kettu-17\n")
    run("workspace", "add", "aukio", "--name", "Aukio")
    added = run("user", "add", "--email", "o@example.com", "--role", "owner", "--password-file", str(secret))
    assert "kettu" not in added.output
    assert authenticate(email="o@example.com", password="harmaa-kettu-17")


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("user", "add", "--email", "no", "--role", "owner"), "valid"),
        (("user", "add", "--email", "a@example.com", "--role", "king"), "owner"),
        (("user", "add", "--email", "a@example.com", "--role", "owner", "-w", "x"), "There are: aukio"),
        (("workspace", "add", "b", "--name", "B", "--zone", "Mars/Base"), "Europe/Oslo"),
        (("workspace", "add", "b", "--name", "B", "--currency", "EURO"), "letters"),
        (("workspace", "add", "collect", "--name", "B"), "taken"),
        (("workspace", "add", "aukio", "--name", "B"), "taken"),
    ],
)
def test_what_cannot_be_made_is_said_with_the_remedy(words: tuple[str, ...], remedy: str):
    run("workspace", "add", "aukio", "--name", "Aukio")
    answer = run(*words)
    assert answer.exit_code != 0
    assert remedy in answer.output


def test_without_a_workspace_of_that_many_the_command_asks_which():
    run("workspace", "add", "aukio", "--name", "Aukio")
    run("workspace", "add", "loimu", "--name", "Loimu")
    answer = run("user", "add", "--email", "a@example.com", "--role", "owner")
    assert "-w: aukio, loimu" in answer.output
    assert run("workspace", "list").output.splitlines() == [
        "aukio\tAukio\tEurope/Helsinki\tEUR\tFI",
        "loimu\tLoimu\tEurope/Helsinki\tEUR\tFI",
    ]
