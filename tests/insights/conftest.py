"""What the tests of this room share."""

from __future__ import annotations

import pytest

from suppilo.insights.explorer import answering


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first question of a machine may have to wait until the kernels are compiled."""
    monkeypatch.setattr(answering, "PATIENCE", 120.0)
