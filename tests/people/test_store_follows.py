"""The event store goes along with who is whom: at each point it is the log under the people that stand for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from suppilo.events.models import Event
from suppilo.events.operations import compact_store
from suppilo.events.queries import compare_store, stored_events
from suppilo.people.operations import identify, merge, unmerge
from suppilo.people.queries import canonical
from suppilo.team.operations import create_workspace
from tests.events.store.oracle import of_the_log, of_the_store, same

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def agree(workspace_id: int) -> set[int]:
    """Store and log say the same, under the people that this room says stand for the others."""
    found = of_the_store(stored_events(workspace_id))
    same(found, of_the_log(workspace_id))
    assert compare_store(workspace_id).equal
    written = Event.objects.filter(workspace_id=workspace_id, person_id__isnull=False)
    assert set(found) == set(canonical(set(written.values_list("person_id", flat=True))).values())
    return set(found)


def test_a_chain_of_merges_and_their_undoing_is_followed_at_each_point():
    workspace_id = create_workspace(slug="kaamos", name="Kaamos").pk
    when = {"at": NOON, "now": NOON}
    anna, bo, cai = (
        identify(workspace_id, identifiers={"email": f"{name}@example.com"}, **when).person_id
        for name in ("anna", "bo", "cai")
    )
    assert agree(workspace_id) == {anna, bo, cai}
    merge(workspace_id, keep=bo, absorb=cai, reason="staff", **when)
    assert agree(workspace_id) == {anna, bo}
    compact_store(workspace_id)
    merge(workspace_id, keep=anna, absorb=bo, reason="staff", **when)
    assert agree(workspace_id) == {anna}
    late = NOON + timedelta(minutes=5)
    identify(workspace_id, identifiers={"email": "cai@example.com", "phone": "+358401234567"}, at=late, now=late)
    assert agree(workspace_id) == {anna}
    unmerge(workspace_id, absorbed=bo, at=late, now=late)
    assert agree(workspace_id) == {anna, bo}
    unmerge(workspace_id, absorbed=cai, at=late, now=late)
    assert agree(workspace_id) == {anna, bo, cai}
