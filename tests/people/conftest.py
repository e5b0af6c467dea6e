"""A workspace to put people in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from suppilo.team.models import Workspace

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def workspace(db: None) -> Workspace:
    return Workspace.objects.create(slug="roastery", name="Roastery", created_at=NOON)
