"""Visitors of a moment are the same persons as one by one, also after a merge."""

from __future__ import annotations

from datetime import UTC, datetime

from suppilo.people.models import Identifier, Person
from suppilo.people.operations import Identity, identify_many, merge, recognise_visitors
from suppilo.team.models import Workspace

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_visitors_are_made_once_and_found_again_as_the_person_they_became(db: None):
    workspace = Workspace.objects.create(slug="visits", name="Visits", created_at=NOON).pk
    seen = {f"visitor-{number:010d}": NOON for number in range(700)}
    first = recognise_visitors(workspace, seen, source="collect")
    assert recognise_visitors(workspace, seen, source="collect") == first
    assert len(set(first.values())) == Person.objects.count() == Identifier.objects.count() == 700
    rows = [Identity(identifiers={"visitor": one}, at=NOON) for one in list(seen)[:5]]
    found = [one.person_id for one in identify_many(workspace, rows, now=NOON, origin="live")]
    assert found == [first[one] for one in list(seen)[:5]]
    keep, absorb = first["visitor-0000000000"], first["visitor-0000000001"]
    merge(workspace, keep=keep, absorb=absorb, reason="staff", at=NOON, origin="live", now=NOON)
    again = recognise_visitors(workspace, seen, source="collect")
    assert again["visitor-0000000001"] == keep
    assert Person.objects.get(pk=keep).created_at == NOON
