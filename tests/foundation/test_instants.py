"""Instants read as numbers are those that were written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from suppilo.events.models import Event
from suppilo.foundation.instants import Microseconds

INSTANTS = [
    datetime(2026, 3, 1, 12, tzinfo=UTC),
    datetime(2026, 3, 1, 12, 0, 0, 1, tzinfo=UTC),
    datetime(2026, 3, 1, 12, 0, 0, 120_000, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 3, 29, 3, 30, tzinfo=timezone(timedelta(hours=3))),
    datetime(1700, 1, 1, tzinfo=UTC),
    datetime(9000, 1, 1, 0, 0, 0, 999_999, tzinfo=UTC),
]


@pytest.mark.django_db
def test_instants_come_back_as_exact_microseconds() -> None:
    for at in INSTANTS:
        Event.objects.create(
            workspace_id=1,
            name="x",
            at=at,
            received_at=at,
            source="s",
            external_id=at.isoformat(),
            origin="live",
            is_act=True,
        )
    read = Event.objects.order_by("seq").values_list(Microseconds("at"), flat=True)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    assert list(read) == [(at - epoch) // timedelta(microseconds=1) for at in INSTANTS]
