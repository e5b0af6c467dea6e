"""Reading: which workspaces somebody works in, and what they may do there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from suppilo.team.models import AuditEntry, Membership, ServerKey, User, Workspace
from suppilo.team.rights import EVERY_RIGHT, Right, rights_of
from suppilo.team.server_keys import BEGINS, digest_of

Actor = User | AnonymousUser


def workspaces_of(actor: Actor) -> Sequence[Workspace]:
    """The workspaces `actor` works in, by name; all of them for a superuser, none for somebody not signed in."""
    if not isinstance(actor, User) or not actor.is_active:
        return ()
    found = Workspace.objects.order_by("name", "slug")
    return list(found if actor.is_superuser else found.filter(memberships__user=actor))


def rights_in(actor: Actor, workspace: Workspace) -> frozenset[Right]:
    """What `actor` may do in `workspace`: nothing at all without a membership."""
    if not isinstance(actor, User) or not actor.is_active:
        return frozenset()
    if actor.is_superuser:
        return EVERY_RIGHT
    role = Membership.objects.filter(user=actor, workspace=workspace).values_list("role", flat=True).first()
    return rights_of(role or "")


def workspace_for(actor: Actor, slug: str, right: str | None = None) -> Workspace:
    """The workspace called `slug`, when `actor` works there and has `right`.

    Raises Http404 for a workspace that is not theirs (its existence is not told), PermissionDenied without the right.
    """
    workspace = Workspace.objects.filter(slug=slug).first()
    rights = rights_in(actor, workspace) if workspace else frozenset()
    if workspace is None or not rights:
        raise Http404
    if right is not None and right not in rights:
        raise PermissionDenied
    return workspace


def require(actor: Actor, workspace: Workspace, right: str) -> None:
    """Raises PermissionDenied unless `actor` has `right` in `workspace`."""
    if right not in rights_in(actor, workspace):
        raise PermissionDenied


def workspace_called(slug: str) -> Workspace | None:
    """The workspace with this slug, whoever asks: for public pages and the command line."""
    return Workspace.objects.filter(slug=slug).first()


def workspace_numbered(workspace_id: int) -> Workspace:
    """The workspace with this id. Raises Workspace.DoesNotExist."""
    return Workspace.objects.get(pk=workspace_id)


def all_workspaces() -> Sequence[Workspace]:
    """Every workspace, by slug: for the command line."""
    return list(Workspace.objects.order_by("slug"))


def user_called(email: str) -> User | None:
    """The user with this e-mail address."""
    return User.objects.filter(email=email.strip().lower()).first()


def members_of(workspace: Workspace) -> Sequence[Membership]:
    """Who works in `workspace`, by e-mail address, users loaded."""
    return list(workspace.memberships.select_related("user").order_by("user__email"))


def audit_of(
    workspace: Workspace, limit: int = 100, *, action: str = "", user_id: int | None = None, before: int | None = None
) -> Sequence[AuditEntry]:
    """The newest `limit` entries of the record of `workspace`, users loaded.

    `action` and `user_id` narrow it; `before` goes on after the entry of that number.
    """
    found = AuditEntry.objects.filter(workspace=workspace).select_related("user").order_by("-pk")
    if "\0" in action:  # nothing is called so, and PostgreSQL refuses to look
        return []
    found = found.filter(action=action) if action else found
    found = found.filter(user_id=user_id) if user_id is not None else found
    return list((found.filter(pk__lt=before) if before is not None else found)[:limit])


def users_called(user_ids: Iterable[int]) -> dict[int, str]:
    """What users are called, by id: the name, else the e-mail address."""
    return {user.pk: user.name or user.email for user in User.objects.filter(pk__in=list(user_ids))}


def server_keys_of(workspace: Workspace) -> Sequence[ServerKey]:
    """The newest 200 keys of the workspace's servers, revoked ones too, with who made them."""
    return list(ServerKey.objects.filter(workspace=workspace).select_related("created_by").order_by("-pk")[:200])


def server_key_called(text: str, *, workspace: str, scope: str) -> ServerKey | None:
    """The key with this text, when it is for `scope` in the workspace of this slug and was not revoked."""
    if not text.startswith(BEGINS) or not text.isascii():
        return None
    found = ServerKey.objects.filter(digest=digest_of(text), revoked_at=None, scope=scope, workspace__slug=workspace)
    return found.select_related("workspace").first()
