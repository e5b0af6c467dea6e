"""`suppilo outbox` says what waits and why, and stops lanes."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from suppilo.config.cli.commands import suppilo
from suppilo.foundation import clock
from suppilo.foundation.models import Heartbeat
from suppilo.messages.models import Lane
from suppilo.messages.operations import QueueItem, queue
from suppilo.team.queries import audit_of, workspace_called
from tests.messages.world import NOON, publish

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    with clock.at(NOON):
        answer = CliRunner().invoke(suppilo, ["outbox", *words], env={"COLUMNS": "200"})
    assert answer.exit_code == 0, answer.output
    return " ".join(answer.output.split())


def test_it_says_why_and_lanes_can_be_stopped():
    world = publish()
    item = QueueItem(person_id=world.person("a@example.org"), message_id="guide_mail", unique_key="k")
    queue(world.workspace_id, version_id=world.version_id, items=[item], now=NOON)
    assert "No worker is running." in run()
    Heartbeat.objects.create(name="w", started_at=NOON, beat_at=NOON)
    assert "asked for email 1" in run() and "It waits for its turn." in run()
    assert "stands still" in run("stop", "transactional")
    assert "was stopped by somebody here" in run()
    assert "goes on" in run("resume", "transactional")
    assert "It waits for its turn." in run()


def test_what_was_stopped_and_let_go_on_stands_in_the_record_once():
    world = publish()
    for words in (("stop", "broadcast"), ("stop", "broadcast"), ("resume", "broadcast", "--channel", "email")):
        run(*words)
    entries = audit_of(workspace_called(world.slug))
    assert [(one.action, one.user, one.details) for one in reversed(entries)] == [
        (action, None, {"channel": "email", "lane": Lane.BROADCAST}) for action in ("lane.stop", "lane.resume")
    ]


def test_a_channel_that_there_is_not_is_refused():
    answer = CliRunner().invoke(suppilo, ["outbox", "stop", "journey", "--channel", "mail"])
    assert answer.exit_code == 2 and "'mail' is not one of" in answer.output
