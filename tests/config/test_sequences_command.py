"""`suppilo sequences` lists them with how far people are, pauses one and lets it go on."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from suppilo.config.cli.commands import suppilo
from suppilo.foundation import clock
from suppilo.messages.sequences.rows import Sequence
from suppilo.team.models import AuditEntry
from tests.messages.test_sequences import keen, said, started
from tests.messages.world import NOON, World

__all__ = ["keen"]
pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    with clock.at(NOON):
        return CliRunner().invoke(suppilo, ["sequences", *words], env={"COLUMNS": "200"}).output


def test_one_is_listed_paused_and_goes_on_and_what_cannot_be_done_is_said(keen: World):
    with clock.at(NOON):
        number = str(started(keen, said("one")))
    assert "Welcome" in run("list")
    assert "running" in run("list")
    assert "is not where that could be done" in run("resume", number)
    run("pause", number)
    assert Sequence.objects.get().standing == "paused"
    run("resume", number, "--per-minute", "60")
    assert (Sequence.objects.get().standing, Sequence.objects.get().per_minute) == ("running", 60)
    assert AuditEntry.objects.filter(action__startswith="sequence.").count() == 2
