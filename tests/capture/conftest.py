"""A business that runs, and limits that start afresh."""

from __future__ import annotations

import pytest

from suppilo.capture import rate
from suppilo.team.models import Workspace
from tests.capture import business


@pytest.fixture
def workspace(db: None) -> Workspace:
    rate.form_posts.forget()
    rate.limit_notes.forget()
    rate.refused_events.forget()
    return business.open_business()
