"""Instants read as numbers are those that were written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection

from suppilo.events.models import Event
from suppilo.foundation.instants import Microseconds
from suppilo.team.operations import create_workspace

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


@pytest.mark.parametrize("hours", [0, 2, -9])
def test_an_instant_that_a_statement_of_ones_own_wrote_with_its_zone_is_the_same_one(db: None, hours: int) -> None:
    workspace = create_workspace(slug="test", name="Test")
    at = datetime(2026, 3, 10, 10, 30, tzinfo=timezone(timedelta(hours=hours)))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE team_workspace SET created_at = %s WHERE id = %s", [at, workspace.pk])
    again = type(workspace).objects.get(pk=workspace.pk)
    assert again.created_at == at
    assert again.created_at.tzinfo is not None
