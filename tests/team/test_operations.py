"""Making workspaces, users and members."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from suppilo.foundation import clock
from suppilo.team import operations, queries
from suppilo.team.models import AuditEntry, Membership
from suppilo.team.operations import TeamRefused

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_taken_or_reserved_short_name_is_refused() -> None:
    operations.create_workspace(slug="roastery", name="Roastery")
    for slug in ("roastery", "studio", "collect", "two words", "språk/å"):
        with pytest.raises(TeamRefused):
            operations.create_workspace(slug=slug, name="Again")


def test_a_user_is_known_by_a_lower_case_address_once() -> None:
    user = operations.create_user(email=" Aino@Example.ORG ", password="northern light 7")
    assert queries.user_called("AINO@example.org") == user
    for address in ("aino@example.org", "no address"):
        with pytest.raises(TeamRefused):
            operations.create_user(email=address, password="northern light 7")


def test_a_weak_password_is_refused_and_none_lets_nobody_in() -> None:
    with pytest.raises(TeamRefused):
        operations.create_user(email="aino@example.org", password="password")
    user = operations.create_user(email="aino@example.org")
    assert not user.has_usable_password()


def test_a_second_membership_changes_the_role_and_both_stand_in_the_record() -> None:
    with clock.at(NOON):
        workspace = operations.create_workspace(slug="roastery", name="Roastery")
        user = operations.create_user(email="aino@example.org", password="northern light 7")
        operations.add_member(workspace=workspace, user=user, role="analyst")
        operations.add_member(workspace=workspace, user=user, role="sales", by=user)
    assert Membership.objects.get().role == "sales"
    entries = queries.audit_of(workspace)
    assert [(entry.action, entry.details["role"], entry.at) for entry in entries] == [
        ("member.role", "sales", NOON),
        ("member.role", "analyst", NOON),
    ]
    assert "aino" not in str(AuditEntry.objects.values())


def test_an_unknown_role_is_refused_with_the_roles_there_are() -> None:
    workspace = operations.create_workspace(slug="roastery", name="Roastery")
    user = operations.create_user(email="aino@example.org")
    with pytest.raises(TeamRefused, match="marketer"):
        operations.add_member(workspace=workspace, user=user, role="king")
