"""`suppilo people` tells what will happen, asks, and does it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from suppilo.config.cli.commands import suppilo
from suppilo.people.operations import identify, set_attributes
from suppilo.people.queries import canonical, erased_at, find
from suppilo.team import queries as workspaces
from suppilo.team.operations import create_workspace
from tests.running import NOON

pytestmark = pytest.mark.django_db


def two() -> tuple[int, int]:
    workspace = create_workspace(slug="roastery", name="Roastery").pk
    made = [
        identify(workspace, identifiers={"external": name}, at=NOON, now=NOON).person_id for name in ("crm-1", "crm-2")
    ]
    for person, city in zip(made, ("Turku", "Oulu"), strict=True):
        set_attributes(workspace, person, {"city": city}, at=NOON, now=NOON)
    return made[0], made[1]


def run(*words: object, answer: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(suppilo, [str(word) for word in words], input=answer)
    return done.exit_code, done.output


def test_a_merge_is_shown_first_and_done_when_one_agrees():
    one, other = two()
    code, said = run("people", "merge", one, other, answer="n\n")
    assert code == 1 and "crm-2" in said and "Turku" in said and "Oulu" in said
    assert canonical([other]) == {other: other}
    assert run("people", "merge", one, other, "--yes")[0] == 0
    assert canonical([other]) == {other: one}
    assert run("people", "unmerge", other, answer="y\n")[0] == 0
    assert canonical([other]) == {other: other}


def test_what_cannot_be_done_says_what_to_do_instead():
    one, other = two()
    assert "There is no person 999" in run("people", "merge", one, 999, "--yes")[1]
    assert "is not merged into anybody" in run("people", "unmerge", other, "--yes")[1]
    run("people", "merge", one, other, "--yes")
    assert "the same person already" in run("people", "merge", one, other, "--yes")[1]


def test_a_copy_is_printed_as_json():
    one, _ = two()
    code, said = run("people", "export", one)
    assert code == 0 and json.loads(said)["rooms"]["people"]["identifiers"][0]["value"] == "crm-1"


def test_an_erasure_is_shown_first_and_done_when_one_agrees():
    one, _ = two()
    workspace_id = workspaces.all_workspaces()[0].pk
    code, said = run("people", "erase", one, answer="n\n")
    assert code == 1 and "Ways to recognise the person" in said and find(workspace_id, "external", "crm-1") == one
    assert run("people", "erase", one, "--yes")[0] == 0
    assert find(workspace_id, "external", "crm-1") is None and erased_at(workspace_id, one)
    assert "There is no person" in run("people", "erase", one, "--yes")[1]
