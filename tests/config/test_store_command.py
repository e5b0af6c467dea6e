"""`suppilo store` in a terminal."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from suppilo.config.cli.store_command import store
from suppilo.events.operations import NewFact, record, update_store
from suppilo.events.store.places import folder_of
from suppilo.team.operations import create_workspace

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def run(*words: str) -> tuple[int, str]:
    answer = CliRunner().invoke(store, words)
    return answer.exit_code, answer.output


@pytest.fixture
def workspace_id() -> int:
    made = create_workspace(slug="kaamos", name="Kaamos")
    record(made.pk, [NewFact(name="deal_won", person_id=person, at=NOON) for person in (1, 2, 2, None)])
    return int(made.pk)


def test_a_store_is_made_shown_compacted_and_compared(workspace_id: int):
    code, said = run("status")
    assert code == 0 and "none yet" in said
    assert run("rebuild") == (0, "The store holds 3 events of 2 people.\n")
    assert run("check") == (0, "Store and log are the same: 3 events of 2 people.\n")
    code, said = run("compact")
    assert code == 0 and "Buckets made anew: 2." in said
    code, said = run("status")
    lines = {" ".join(line.split()) for line in said.splitlines()}
    assert {"Events 3", "People 2", "Events without a person, left out 1", "Buckets 16"} <= lines


def test_a_check_says_which_byte_is_wrong_where_and_ends_with_one(workspace_id: int):
    update_store(workspace_id)
    assert run("check")[0] == 0
    (path,) = folder_of(workspace_id).glob("*.delta")
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    code, said = run("check")
    assert code == 1 and path.name in said and "suppilo store rebuild" in said
    assert run("rebuild")[0] == 0 and run("check")[0] == 0
