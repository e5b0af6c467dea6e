"""The command line shows what may happen to people inside a journey, and takes the choice."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from suppilo.config.cli.definition_command import apply, plan
from suppilo.events import operations as events
from suppilo.foundation import clock, work
from suppilo.journeys.models import Enrolment
from suppilo.people import operations as people
from suppilo.team import operations as team

pytestmark = pytest.mark.django_db(transaction=True)
SHOP = """
suppilo: 1
business: {{name: Shop, languages: [en], country: FI, zone: Europe/Helsinki, currency: EUR}}
funnels:
  - id: shop
    name: Shop
    stages: [{{id: looking, name: Looking, enter: {{event: page_viewed}}}}]
    journeys:
      hello:
        name: Hello
        trigger: {{event: page_viewed}}
        steps: [{{id: w, wait: 2d}}{more}]
"""


def test_the_plan_asks_and_the_choice_is_kept(tmp_path: Path) -> None:
    workspace = team.create_workspace(slug="shop", name="Shop", zone="Europe/Helsinki")
    file, run = tmp_path / "business.yaml", CliRunner()
    file.write_text(SHOP.format(more=""))
    assert run.invoke(apply, [str(file), "-y"]).exit_code == 0
    now = clock.now()
    person = people.identify(workspace.pk, identifiers={"email": "a@example.org"}, at=now, now=now).person_id
    events.record(workspace.pk, [events.NewFact(name="page_viewed", person_id=person, at=now)])
    work.run_due(clock.now(), only=("journeys", "journey_steps"))
    file.write_text(SHOP.format(more=", {id: t, tag: seen}"))
    shown = run.invoke(plan, [str(file)], terminal_width=200).output
    assert "hello has 1 person inside" in shown
    assert "hello=move" in shown
    refused = run.invoke(apply, [str(file), "-y", "--people", "hello=fly"])
    assert refused.exit_code == 1
    assert "hello=restart" in refused.output
    assert run.invoke(apply, [str(file), "-y", "--people", "hello"]).exit_code == 2
    ran = run.invoke(apply, [str(file), "-y", "--people", "hello=move"])
    assert ran.exit_code == 0, ran.output
    assert Enrolment.objects.get().version.number == 2
