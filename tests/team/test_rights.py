"""Who may enter a workspace, and what for."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from suppilo.team import operations, queries
from suppilo.team.models import Role, User, Workspace
from suppilo.team.rights import EVERY_RIGHT, RIGHTS, Right, rights_of

pytestmark = pytest.mark.django_db


def a_workspace(slug: str = "roastery") -> Workspace:
    return operations.create_workspace(slug=slug, name=slug.title())


def a_member(workspace: Workspace, role: str) -> User:
    user = operations.create_user(email=f"{role}@{workspace.slug}.example", password="northern light 7")
    operations.add_member(workspace=workspace, user=user, role=role)
    return user


def test_every_role_has_a_row_and_the_owner_has_every_right() -> None:
    assert set(RIGHTS) == set(Role.values)
    assert rights_of(Role.OWNER) == EVERY_RIGHT
    assert rights_of("nobody") == frozenset()


def test_only_the_owner_manages_members_and_an_analyst_sees_no_contact_data() -> None:
    assert [role for role in Role.values if Right.MEMBERS_MANAGE in rights_of(role)] == [Role.OWNER]
    assert Right.PEOPLE_CONTACT_VIEW not in rights_of(Role.ANALYST)
    assert Right.DEFINITION_APPLY not in rights_of(Role.SALES)


def test_another_workspace_is_not_found_rather_than_forbidden() -> None:
    mine, other = a_workspace(), a_workspace("other")
    user = a_member(mine, Role.OWNER)
    assert queries.workspace_for(user, "roastery") == mine
    for slug in (other.slug, "no-such-workspace"):
        with pytest.raises(Http404):
            queries.workspace_for(user, slug)


def test_a_missing_right_is_forbidden() -> None:
    user = a_member(a_workspace(), Role.ANALYST)
    with pytest.raises(PermissionDenied):
        queries.workspace_for(user, "roastery", Right.DEFINITION_APPLY)
    with pytest.raises(PermissionDenied):
        queries.require(user, Workspace.objects.get(), Right.PEOPLE_CONTACT_VIEW)


def test_a_switched_off_user_and_a_stranger_may_do_nothing() -> None:
    workspace = a_workspace()
    user = a_member(workspace, Role.OWNER)
    user.is_active = False
    stranger = operations.create_user(email="stranger@example.org", password="northern light 7")
    for somebody in (user, stranger):
        assert queries.rights_in(somebody, workspace) == frozenset()
        assert list(queries.workspaces_of(somebody)) == []
        with pytest.raises(Http404):
            queries.workspace_for(somebody, workspace.slug)


def test_a_superuser_may_enter_every_workspace_without_membership() -> None:
    a_workspace()
    a_workspace("other")
    chief = operations.create_user(email="chief@example.org", password="northern light 7", is_superuser=True)
    assert [w.slug for w in queries.workspaces_of(chief)] == ["other", "roastery"]
    assert queries.workspace_for(chief, "other", Right.MEMBERS_MANAGE).slug == "other"
