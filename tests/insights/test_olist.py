"""The real leads and deals of Olist, imported as their mapping says."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from suppilo.capture.operations import ImportReport, import_file
from suppilo.config.cli.report_command import report as report_command
from suppilo.events.models import Event
from suppilo.foundation import clock
from suppilo.insights import queries
from suppilo.messages.models import Outgoing
from suppilo.people.models import Attribute, Person
from suppilo.team.models import Workspace
from tests.insights.business import OLIST, settle, workspace_with
from tests.insights.shop import at_work
from tests.real_data import ROOT, data_folder

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.data, pytest.mark.long_on_postgresql]
NOW = datetime(2026, 3, 1, tzinfo=UTC)
LEADS = "olist_marketing_qualified_leads_dataset.csv"


def imported(workspace_id: int, refused: Path) -> ImportReport:
    mapping = (ROOT / "docs/examples/olist/mapping.yaml").read_text()
    with clock.at(NOW):
        return import_file(
            workspace_id=workspace_id, path=data_folder("olist") / LEADS, mapping=mapping, refused=refused
        )


def test_olist_is_8000_people_who_walk_to_841_and_a_repeat_changes_nothing(tmp_path: Path) -> None:
    refused = tmp_path / "refused.csv"
    workspace_id = workspace_with(OLIST, NOW)
    report = imported(workspace_id, refused)
    assert (report.read, report.created, report.unchanged) == (8_000, 8_000, 0)
    assert report.facts == {"lead_imported": 8_000, "deal_won": 842}
    assert (report.joins["deals"].matched, report.joins["deals"].unmatched) == (842, 0)
    assert Person.objects.count() == 8_000
    assert Attribute.objects.filter(key="source").count() == 7_940
    settle(NOW)
    assert not Outgoing.objects.exists()
    expect_its_funnel(workspace_id)
    expect_it_in_the_explorer(workspace_id)
    facts = Event.objects.count()
    again = imported(workspace_id, refused)
    assert (again.read, again.created, again.unchanged) == (8_000, 0, 8_000)
    assert Event.objects.count() == facts
    assert not refused.exists()


def expect_its_funnel(workspace_id: int) -> None:
    """As a report and at the command line: 8,000 leads, 841 won after them, 842 standing there."""
    found = queries.funnel_report(workspace_id, "sellers", breakdown="source", now=NOW)
    assert [stage.reached for stage in found.stages] == [8000, 841]
    assert [stage.standing for stage in found.stages] == [7158, 842]
    assert round(float(str(found.steps[0].seconds.median)) / 86_400, 2) == 14.72
    assert {one.value: one.reached[0] for one in found.buckets}["paid_search"] == 1586
    assert sum(one.reached[0] for one in found.buckets) == 8000
    assert found.differing == {"before": 1}
    assert found.differences[0].who.startswith("b91cf881")
    assert "1.18 days before “Lead”" in found.differences[0].sentence

    answer = CliRunner().invoke(report_command, ["sellers", "--breakdown", "source"], terminal_width=100)
    assert answer.exit_code == 0, answer.output
    for shown in ("8,000", "841", "842", "14.72 days", "paid_search", "1,586", "b91cf881"):
        assert shown in answer.output
    spelled = json.loads(CliRunner().invoke(report_command, ["sellers", "--json"]).output)
    assert spelled["walk"] == [8000, 841]
    assert spelled["standing"] == {"lead": 7158, "won": 842}


def expect_it_in_the_explorer(workspace_id: int) -> None:
    """By its events and by the stages that nothing asked means; without a time limit nobody is open."""
    client = at_work(Workspace.objects.get(pk=workspace_id))
    with clock.at(NOW):
        by_events = client.get("/studio/test/explore/?s=lead_imported&s=deal_won").context["found"]
        by_stages = client.get("/studio/test/explore/").context["found"]
    for found in (by_events, by_stages):
        assert found.answered.result.counts == [8000, 841]
        assert [row[1].text for row in found.shown.sheets[0].rows] == ["8,000", "841"]
    assert "8,000 began, 841 converted, 7,159 have not yet." in by_events.shown.pictures[1].caption
