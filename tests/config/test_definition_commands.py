"""A definition run or taken back on the command line stands in the record, as one at the desk does."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from suppilo.config.cli.definition_command import apply, rollback
from suppilo.team import operations as team
from suppilo.team.queries import audit_of

pytestmark = pytest.mark.django_db(transaction=True)
SHOP = """
suppilo: 1
business: {{name: {name}, languages: [en], country: FI, zone: Europe/Helsinki, currency: EUR}}
funnels:
  - id: shop
    name: Shop
    window: 30d
    stages:
      - {{id: looking, name: Looking, enter: {{event: page_viewed}}}}
"""


def test_what_the_terminal_ran_and_took_back_is_written_down(tmp_path: Path) -> None:
    workspace = team.create_workspace(slug="shop", name="Shop", zone="Europe/Helsinki")
    file = tmp_path / "business.yaml"
    for name in ("One", "Two"):
        file.write_text(SHOP.format(name=name))
        ran = CliRunner().invoke(apply, [str(file), "-y", "-w", "shop"])
        assert ran.exit_code == 0, ran.output
    assert CliRunner().invoke(rollback, ["1", "-y", "-w", "shop"]).exit_code == 0
    told = [(entry.action, entry.subject, entry.user) for entry in audit_of(workspace)]
    assert told == [
        ("definition.rollback", "version:3", None),
        ("definition.apply", "version:2", None),
        ("definition.apply", "version:1", None),
    ]
