"""A definition runs whole or not at all, and can be taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from suppilo.definition.model import Bundle
from suppilo.definition.reading import DefinitionRefused, Reading, read_bundle
from suppilo.foundation import clock, work
from suppilo.publishing import operations, ports, queries
from suppilo.publishing.errors import NoSuchVersion, OutdatedDefinition
from suppilo.publishing.models import Migration, Version
from suppilo.team.operations import create_workspace

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

FUNNEL = """
suppilo: 1
business:
  name: Test
  languages: [en]
  country: FI
  zone: Europe/Helsinki
  currency: EUR
funnels:
  - id: deals
    name: Deals
    stages:
      - id: lead
        name: %s
        enter: {event: lead_imported}
      - id: won
        name: Won
        enter: {event: deal_won}
"""


def read(name: str = "Lead", extra: str = "") -> Reading:
    return read_bundle({"business.yaml": FUNNEL % name + extra})


@pytest.fixture
def workspace() -> int:
    return create_workspace(slug="test", name="Test").pk


class Crowd:
    """A mover with a few people, brought along two at a time."""

    def __init__(self, people: int) -> None:
        self.people = people
        self.moved: list[tuple[int | None, int]] = []

    def count(self, workspace_id: int, old: Bundle | None, new: Bundle, now: datetime) -> list[ports.Movement]:
        return [ports.Movement("stage", "deals.lead", "move", self.people)]

    def move(
        self, workspace_id: int, version_id: int, old: Bundle | None, new: Bundle, cursor: dict[str, Any], now: datetime
    ) -> tuple[dict[str, Any] | None, int]:
        start = cursor.get("at", 0)
        end = min(start + 2, self.people)
        self.moved.append((start, end))
        return (None if end == self.people else {"at": end}), end - start


@pytest.fixture
def crowd():
    kept = dict(ports._movers)
    ports._movers.clear()
    mover = Crowd(5)
    ports.register_mover("crowd", mover)
    yield mover
    ports._movers.clear()
    ports._movers.update(kept)


def test_the_first_definition_runs_at_once(workspace: int):
    applied = operations.apply(workspace, read(), made_from=None)
    running = queries.running(workspace)
    assert running is not None
    assert (applied.number, running.number) == (1, 1)
    assert [stage.id for stage in running.bundle.funnels[0].stages] == ["lead", "won"]


def test_what_was_published_comes_back_as_it_was_written(workspace: int):
    reading = read()
    operations.apply(workspace, reading, made_from=None)
    running = queries.running(workspace)
    assert running is not None
    assert running.bundle == reading.bundle
    assert queries.sources_of(workspace) == reading.sources


def test_a_definition_with_an_error_leaves_what_runs_untouched(workspace: int):
    operations.apply(workspace, read(), made_from=None)
    with pytest.raises(DefinitionRefused):
        operations.apply(workspace, read(extra="\nshoes: 1\n"), made_from=1)
    running = queries.running(workspace)
    assert running is not None and running.number == 1
    assert Version.objects.count() == 1


def test_a_change_made_from_an_outdated_version_is_refused(workspace: int):
    operations.apply(workspace, read(), made_from=None)
    operations.apply(workspace, read("First"), made_from=1)
    with pytest.raises(OutdatedDefinition, match="version 2 runs"):
        operations.apply(workspace, read("Second"), made_from=1)
    assert [card.number for card in queries.versions(workspace)] == [2, 1]


def test_a_compiler_that_refuses_keeps_the_version_from_running(workspace: int):
    def refuse(workspace_id: int, version_id: int, bundle: Bundle) -> None:
        raise ValueError("no")

    kept = dict(ports._compilers)
    ports.register_compiler("refuse", refuse)
    try:
        with pytest.raises(ValueError, match="no"):
            operations.apply(workspace, read(), made_from=None)
    finally:
        ports._compilers.clear()
        ports._compilers.update(kept)
    assert queries.running(workspace) is None
    assert not Version.objects.exists()


def test_a_plan_says_what_changes_and_whom_it_moves(workspace: int, crowd: Crowd):
    operations.apply(workspace, read(), made_from=None)
    plan = operations.plan(workspace, read("Renamed"))
    assert plan.made_from == 1
    assert [(change.kind, change.object) for change in plan.changes] == [("changed", "stage")]
    assert plan.is_text_only
    assert plan.people("move") == 5
    assert operations.plan(workspace, read()).is_empty


def test_people_follow_in_batches_that_go_on_where_they_stopped(workspace: int, crowd: Crowd):
    with clock.at(NOON):
        operations.apply(workspace, read(), made_from=None)
        assert queries.still_moving(workspace) == 1
        operations.migrate_people(NOON)
        assert crowd.moved == [(0, 2)]
        work.run_due(NOON + timedelta(seconds=1), only=("migrations",))
    assert crowd.moved == [(0, 2), (2, 4), (4, 5)]
    assert queries.still_moving(workspace) == 0
    assert Migration.objects.get().moved == 5


def test_an_older_migration_is_finished_before_the_next_begins(workspace: int, crowd: Crowd):
    with clock.at(NOON):
        operations.apply(workspace, read(), made_from=None)
        operations.apply(workspace, read("Other"), made_from=1)
        work.run_due(NOON, only=("migrations",))
    assert crowd.moved == [(0, 2), (2, 4), (4, 5)] * 2


def test_a_rollback_runs_the_former_content_as_a_new_version(workspace: int):
    operations.apply(workspace, read(), made_from=None)
    operations.apply(workspace, read("Other"), made_from=1)
    plan = operations.plan_rollback(workspace, 1)
    assert not plan.is_empty
    back = operations.rollback(workspace, 1, made_from=2)
    running = queries.running(workspace)
    assert running is not None
    assert (back.number, running.bundle) == (3, read().bundle)
    assert queries.versions(workspace)[0].restores == 1
    with pytest.raises(NoSuchVersion, match="newest is 3"):
        operations.rollback(workspace, 9, made_from=3)


def test_the_number_of_versions_is_the_workspaces_own(workspace: int):
    other = create_workspace(slug="other", name="Other").pk
    operations.apply(workspace, read(), made_from=None)
    assert operations.apply(other, read(), made_from=None).number == 1


def test_the_order_of_what_was_written_is_kept(workspace: int):
    letters = "zyxwabc"
    offers = "".join(f"  {letter}{letter * place}: {{role: magnet, name: X}}\n" for place, letter in enumerate(letters))
    operations.apply(workspace, read("Lead", f"offers:\n{offers}"), made_from=None)
    queries._parsed.clear()
    running = queries.running(workspace)
    assert running is not None
    assert [key[0] for key in running.bundle.offers] == list(letters)
