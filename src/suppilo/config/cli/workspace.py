"""The option that says which workspace a command is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from django.utils.translation import gettext as _

from suppilo.team import queries as team
from suppilo.team.models import Workspace


def workspace_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--workspace/-w` to a command; resolve its value with `chosen_workspace`."""
    return click.option("-w", "--workspace", default="", help=_("The workspace, if there is more than one."))(command)


def chosen_workspace(slug: str) -> Workspace:
    """The workspace called `slug`, or the only one. Ends the command with a remedy when that is not clear."""
    everyone = team.all_workspaces()
    if slug:
        found = [item for item in everyone if item.slug == slug]
        if found:
            return found[0]
        raise click.ClickException(
            _("There is no workspace “%(slug)s”. There are: %(known)s.")
            % {"slug": slug, "known": ", ".join(item.slug for item in everyone) or "–"}
        )
    if len(everyone) == 1:
        return everyone[0]
    if not everyone:
        raise click.ClickException(_("There is no workspace yet: make one with `suppilo workspace add`."))
    raise click.ClickException(
        _("Say which workspace with -w: %(known)s.") % {"known": ", ".join(item.slug for item in everyone)}
    )
