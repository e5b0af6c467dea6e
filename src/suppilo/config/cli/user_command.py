"""`suppilo user`: who may sign in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import click
from django.utils.translation import gettext as _

from suppilo.foundation.writing import writing
from suppilo.team import operations, queries

T = TypeVar("T")


@click.group(help=_("Who may sign in."))
def user() -> None:
    """Commands about users."""


@user.command(name="add", help=_("Give somebody a role in a workspace, and a password if they are new."))
@click.option("--email", required=True, help=_("E-mail address to sign in with."))
@click.option("--role", required=True, help=_("owner, marketer, sales or analyst."))
@click.option("--workspace", "-w", "slug", help=_("Short name of the workspace; the only one if there is one."))
@click.option("--name", default="", help=_("Name of the person."))
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("File with the password; without it one is made and shown once."),
)
def add(email: str, role: str, slug: str | None, name: str, password_file: Path | None) -> None:
    """A user that exists gets the role only; the password stays as it is."""
    found = queries.workspace_called(slug) if slug else _only(queries.all_workspaces())
    if found is None:
        raise click.ClickException(_("There is no workspace “%(slug)s”.") % {"slug": slug})
    password = password_file.read_text(encoding="utf-8").strip() if password_file else secrets.token_urlsafe(12)
    try:
        with writing():
            known = queries.user_called(email)
            member = known or operations.create_user(email=email, password=password, name=name)
            operations.add_member(workspace=found, user=member, role=role)
    except operations.TeamRefused as error:
        raise click.ClickException(str(error)) from error
    click.echo(_("%(email)s is now %(role)s in %(slug)s.") % {"email": member.email, "role": role, "slug": found.slug})
    if known is None and password_file is None:
        click.echo(_("Password (shown this once): %(password)s") % {"password": password})


def _only(everything: Sequence[T]) -> T:
    if len(everything) != 1:
        raise click.ClickException(_("Say which workspace with --workspace; `suppilo workspace list` shows them."))
    return everything[0]


COMMANDS = [user]
