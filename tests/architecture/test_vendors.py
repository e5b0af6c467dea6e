"""No vendor is left out of the battery: who carries or reports has an entry there, and recorded reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.providers.battery import found as battery
from tests.providers.battery.carriers import CARRIERS
from tests.providers.battery.found import found
from tests.providers.battery.recording import names
from tests.providers.battery.reporters import REPORTERS
from tests.providers.battery.takers import TAKERS

pytestmark = pytest.mark.pure


def test_who_reports_has_an_entry_and_recorded_reports():
    assert sorted(found("register_hook")) == sorted(REPORTERS), "tests/providers/battery/reporters.py"
    for vendor in found("register_hook"):
        recorded = names(vendor)
        assert {"delivered", "answered", "strange"} <= set(recorded), f"tests/providers/recorded/{vendor}"
        assert any(name.startswith("bounced") for name in recorded), f"tests/providers/recorded/{vendor}"


def test_who_carries_messages_has_an_entry():
    assert sorted(found("use_provider")) == sorted(CARRIERS), "tests/providers/battery/carriers.py"


def test_who_takes_money_has_an_entry_and_recorded_notices():
    assert sorted(found("ports.register")) == sorted(TAKERS), "tests/providers/battery/takers.py"
    for vendor in TAKERS:
        assert {"paid", "failed"} <= set(names(vendor)), f"tests/providers/recorded/{vendor}"


def test_a_vendor_that_was_left_out_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(battery, "FOLDER", tmp_path)
    folder = tmp_path / "sms_new"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "wiring.py").write_text('register_hook(NewHook())\nuse_provider("sms", New())\n')
    assert found("register_hook") == found("use_provider") == ["sms_new"]
    assert "sms_new" not in REPORTERS and "sms_new" not in CARRIERS
