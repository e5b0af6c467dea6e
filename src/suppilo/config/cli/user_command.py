"""`suppilo user`: who may sign in."""

from __future__ import annotations

import secrets
from pathlib import Path

import click
from django.utils.translation import gettext as _

from suppilo.config.cli.workspace import chosen_workspace, workspace_option
from suppilo.foundation.writing import writing
from suppilo.team import operations, queries


@click.group(help=_("Who may sign in."))
def user() -> None:
    """Commands about users."""


@user.command(name="add", help=_("Give somebody a role in a workspace, and a password if they are new."))
@click.option("--email", required=True, help=_("E-mail address to sign in with."))
@click.option("--role", required=True, help=_("owner, marketer, sales or analyst."))
@workspace_option
@click.option("--name", default="", help=_("Name of the person."))
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("File with the password; without it one is made and shown once."),
)
def add(email: str, role: str, workspace: str, name: str, password_file: Path | None) -> None:
    """A user that exists gets the role only; the password stays as it is."""
    found = chosen_workspace(workspace)
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


COMMANDS = [user]
