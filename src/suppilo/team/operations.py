"""Writing: workspaces, users, memberships, and the record of who did what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.utils.translation import gettext as _

from suppilo.foundation import clock
from suppilo.foundation.writing import writing
from suppilo.team.models import AuditEntry, Membership, Role, User, Workspace


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


def choose_language(*, user: User, language: str) -> None:
    """The studio speaks `language` to `user` from now on."""
    User.objects.filter(pk=user.pk).update(language=language)


def audit(
    *, workspace: Workspace, user: User | None, action: str, subject: str = "", details: Mapping[str, Any] | None = None
) -> None:
    """Write into the record. Never secrets, never contact data: ids and codes only."""
    AuditEntry.objects.create(
        workspace=workspace, user=user, action=action, subject=subject, details=dict(details or {}), at=clock.now()
    )
