"""Writing: workspaces, users, memberships, and the record of who did what."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.urls import reverse
from django.utils.translation import gettext as _

from suppilo.foundation import clock
from suppilo.foundation.writing import writing
from suppilo.team.models import AuditEntry, Membership, Role, ServerKey, User, Workspace
from suppilo.team.server_keys import BEGINS, SCOPES, digest_of


class TeamRefused(Exception):
    """What was asked of the team cannot be done; the text says what to do instead."""


def create_workspace(
    *,
    slug: str,
    name: str,
    language: str = "en",
    zone: str = "Europe/Helsinki",
    currency: str = "EUR",
    country: str = "FI",
    is_demo: bool = False,
) -> Workspace:
    """A new business. Raises TeamRefused when the slug is taken or is no slug."""
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise TeamRefused(_("A workspace's short name takes letters, digits and hyphens only.")) from error
    with writing():
        if slug in RESERVED_SLUGS or Workspace.objects.filter(slug=slug).exists():
            raise TeamRefused(_("The short name “%(slug)s” is taken: choose another.") % {"slug": slug})
        return Workspace.objects.create(
            slug=slug,
            name=name,
            language=language,
            zone=zone,
            currency=currency,
            country=country,
            is_demo=is_demo,
            created_at=clock.now(),
        )


#: First parts of addresses that are not workspaces.
RESERVED_SLUGS = frozenset(
    {"studio", "accounts", "static", "collect", "pay", "t", "u", "c", "m", "api", "admin", "language", "healthz"}
)


def create_user(
    *, email: str, password: str | None = None, name: str = "", language: str = "", is_superuser: bool = False
) -> User:
    """A new user. Without a password nobody can sign in until one is set.

    Raises TeamRefused when the address is taken or no address, or the password is too weak.
    """
    address = email.strip().lower()
    try:
        validate_email(address)
        if password is not None:
            validate_password(password)
    except ValidationError as error:
        raise TeamRefused(" ".join(error.messages)) from error
    # Hashing takes long on purpose: not while a transaction waits for it.
    user = User(
        email=address,
        password=make_password(password),
        name=name,
        language=language,
        is_superuser=is_superuser,
        is_staff=is_superuser,
        created_at=clock.now(),
    )
    with writing():
        if User.objects.filter(email=address).exists():
            raise TeamRefused(_("Somebody with this e-mail address is here already."))
        user.save()
        EmailAddress.objects.create(user=user, email=address, primary=True, verified=True)
        return user


def add_member(*, workspace: Workspace, user: User, role: str, by: User | None = None) -> Membership:
    """Give `user` a role in `workspace`, or another one if they have one. Raises TeamRefused for an unknown role."""
    if role not in Role.values:
        raise TeamRefused(
            _("There is no role “%(role)s”: choose one of %(roles)s.") % {"role": role, "roles": ", ".join(Role.values)}
        )
    with writing():
        membership, _made = Membership.objects.update_or_create(
            workspace=workspace,
            user=user,
            defaults={"role": role},
            create_defaults={"role": role, "created_at": clock.now()},
        )
        audit(workspace=workspace, user=by, action="member.role", subject=f"user:{user.pk}", details={"role": role})
    return membership


@dataclass(frozen=True)
class Invited:
    """A new member, and the path at which they choose a password ("" when they have one already)."""

    user: User
    path: str


def invite(*, workspace: Workspace, email: str, role: str, by: User) -> Invited:
    """Make somebody a member; whoever is new gets a link, good for some days, to choose a password with.

    A link is made only for somebody who has never had a password and works nowhere else: any other would let an owner
    take over another's account. Raises TeamRefused for a bad address, an unknown role, and who is a member already.
    """
    with writing():
        known = User.objects.filter(email=email.strip().lower()).first()
        if known and Membership.objects.filter(workspace=workspace, user=known).exists():
            raise TeamRefused(_("They are a member already: change their role in the list."))
        user = known or create_user(email=email)
        add_member(workspace=workspace, user=user, role=role, by=by)
    fresh = known is None or (not known.has_usable_password() and known.memberships.count() == 1)
    return Invited(user, _password_path(user) if fresh else "")


def _password_path(user: User) -> str:
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})


def change_role(*, workspace: Workspace, user_id: int, role: str, by: User) -> None:
    """Give a member another role. Raises TeamRefused for the last owner, User.DoesNotExist for who is no member."""
    with writing():
        member = _member(workspace, user_id)
        if role != Role.OWNER:
            _keep_an_owner(workspace, member)
        if member.role != role:
            add_member(workspace=workspace, user=member.user, role=role, by=by)


def remove_member(*, workspace: Workspace, user_id: int, by: User) -> None:
    """Take a member out of the workspace; the account stays. Raises as `change_role`."""
    with writing():
        member = _member(workspace, user_id)
        _keep_an_owner(workspace, member)
        member.delete()
        audit(workspace=workspace, user=by, action="member.removed", subject=f"user:{user_id}")


def _member(workspace: Workspace, user_id: int) -> Membership:
    found = Membership.objects.select_related("user").filter(workspace=workspace, user_id=user_id).first()
    if found is None:
        raise User.DoesNotExist
    return found


def _keep_an_owner(workspace: Workspace, member: Membership) -> None:
    """Owners are locked, so that two of them cannot leave at the same moment."""
    owners = Membership.objects.select_for_update().filter(workspace=workspace, role=Role.OWNER)
    if member.role == Role.OWNER and len(owners) == 1:
        raise TeamRefused(_("This is the last owner: make somebody else an owner first."))


def choose_language(*, user: User, language: str) -> None:
    """The studio speaks `language` to `user` from now on."""
    User.objects.filter(pk=user.pk).update(language=language)


#: Nobody needs more keys at once; each is one more that can be lost.
MOST_KEYS = 50
LONGEST_NAME = 80
_EXACT_TO = timedelta(hours=1)


def make_server_key(*, workspace: Workspace, name: str, scope: str, by: User) -> tuple[ServerKey, str]:
    """A new key for a server, and its text, which nobody can read again. Raises TeamRefused."""
    name = " ".join(name.replace("\0", "").split())
    if not name or len(name) > LONGEST_NAME:
        raise TeamRefused(_("Say in 1 to %(most)d characters which server the key is for.") % {"most": LONGEST_NAME})
    if scope not in SCOPES:
        raise TeamRefused(_("A key cannot be for this."))
    text = BEGINS + secrets.token_urlsafe(32)
    with writing():
        if ServerKey.objects.filter(workspace=workspace, revoked_at=None).count() >= MOST_KEYS:
            raise TeamRefused(_("There are %(most)d keys already: revoke one first.") % {"most": MOST_KEYS})
        key = ServerKey.objects.create(
            workspace=workspace,
            name=name,
            scope=scope,
            hint=text[: len(BEGINS) + 4],
            digest=digest_of(text),
            created_by=by,
            created_at=clock.now(),
        )
        audit(workspace=workspace, user=by, action="key.made", subject=f"key:{key.pk}", details={"scope": scope})
    return key, text


def revoke_server_key(*, workspace: Workspace, number: int, by: User) -> None:
    """The key opens nothing any more, from now on. Raises ServerKey.DoesNotExist when the workspace has none such."""
    with writing():
        key = ServerKey.objects.select_for_update().get(workspace=workspace, pk=number)
        if key.revoked_at is None:
            key.revoked_at = clock.now()
            key.save(update_fields=["revoked_at"])
            audit(workspace=workspace, user=by, action="key.revoked", subject=f"key:{key.pk}")


def note_key_used(key: ServerKey) -> None:
    """Keep when a key was last used; a write an hour at most."""
    now = clock.now()
    if key.used_at is None or now - key.used_at >= _EXACT_TO:
        with writing():
            ServerKey.objects.filter(pk=key.pk).update(used_at=now)


def audit(
    *, workspace: Workspace, user: User | None, action: str, subject: str = "", details: Mapping[str, Any] | None = None
) -> None:
    """Write into the record. Never secrets, never contact data: ids and codes only."""
    AuditEntry.objects.create(
        workspace=workspace, user=user, action=action, subject=subject, details=dict(details or {}), at=clock.now()
    )
