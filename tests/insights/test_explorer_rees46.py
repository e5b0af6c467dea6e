"""The real clickstream of REES46, imported as its mapping says, asked through the explorer's page."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from suppilo.capture.operations.import_file import import_file
from suppilo.definition.reading import read_bundle
from suppilo.foundation import clock
from suppilo.publishing import operations as publishing
from suppilo.team import operations as team
from tests.insights.shop import at_work
from tests.real_data import ROOT, data_folder

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.data, pytest.mark.long_on_postgresql]
NOW = datetime(2019, 10, 20, tzinfo=UTC)
EXAMPLE = ROOT / "docs/examples/rees46"


@pytest.fixture
def client(tmp_path: Path) -> Client:
    folder = data_folder("rees46")
    with clock.at(NOW):
        workspace = team.create_workspace(slug="rees46", name="REES46", zone="UTC")
        publishing.apply(workspace.pk, read_bundle(EXAMPLE / "definition"), made_from=None)
        import_file(
            workspace_id=workspace.pk,
            path=folder / "2019-Oct-first-rows.csv",
            mapping=(EXAMPLE / "mapping.yaml").read_text(),
            refused=tmp_path / "refused.csv",
        )
    return at_work(workspace)


def test_view_cart_purchase_within_a_week_by_user_and_by_session_and_cohorts_by_day(client: Client) -> None:
    asked = "/studio/rees46/explore/?s=view&s=cart&s=purchase&w=7d"
    with clock.at(NOW):
        by_user = client.get(asked).context["found"]
        by_session = client.get(f"{asked}&u=session").context["found"]
        sheet = client.get(f"{asked.replace('?', 'answer.csv?')}&u=session").content.decode("utf-8-sig")
    assert by_user.answered.result.counts == [4505, 111, 62]
    assert by_session.answered.result.counts == [5066, 118, 65]
    assert by_session.shown.notes == [
        "Counted is each different “session”, not people.",
        "In the whole log, 1 event has no “session” and is left out.",
    ]
    assert [row.split(",")[2] for row in sheet.splitlines()[1:4]] == ["5066", "118", "65"]
    expect_cohorts_from_the_first_event_to_the_last(client)


def expect_cohorts_from_the_first_event_to_the_last(client: Client) -> None:
    """Whenever they are asked for."""
    asked = "/studio/rees46/explore/?a=retention&s=view{}&g=day"
    with clock.at(datetime(2026, 11, 1, tzinfo=UTC)):
        found = client.get(asked.format("")).context["found"].answered.result
        long_ago = client.get(asked.format("&from=1970-01-01")).context["found"].answered.result
        afterwards = client.get(asked.format("&from=2026-10-01")).context["found"]
    assert [(one.start.day, one.people, one.provisional) for one in found.cohorts] == [(1, [4505], False)]
    assert long_ago.cohorts == found.cohorts
    assert afterwards.shown.empty
