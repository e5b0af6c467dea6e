"""`suppilo segments`: who matches what, counted and worked out anew."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from suppilo.config.cli.workspace import chosen_workspace, workspace_option
from suppilo.foundation import clock
from suppilo.publishing.queries import running
from suppilo.segments import operations, queries


@click.group(help=_("Groups of people by condition: how many there are, and everything worked out anew."))
def segments() -> None:
    """Commands about segments."""


@segments.command(name="list", help=_("How many people are in each segment now."))
@workspace_option
def list_(workspace: str) -> None:
    """One line a segment."""
    chosen = chosen_workspace(workspace)
    current = running(chosen.pk)
    table = Table(_("Segment"), _("People"), box=None, pad_edge=False)
    for segment in current.bundle.segments if current else ():
        table.add_row(segment, f"{queries.count(chosen.pk, segment):,}")
    Console(highlight=False).print(table)


@segments.command(help=_("Work out anew from the log who is in which segment, and say what came out otherwise."))
@workspace_option
def rebuild(workspace: str) -> None:
    """Ends with 1 when something came out otherwise: settling should have had it."""
    chosen = chosen_workspace(workspace)
    with Console(stderr=True).status(_("Working out who is in which segment")):
        found = operations.rebuild(chosen.pk, clock.now())
    counts = {"people": f"{found.people:,}", "came": found.came, "gone": found.gone, "moved": found.moved}
    click.echo(
        _("%(people)s people: %(came)s memberships came, %(gone)s went, %(moved)s began at another time.") % counts
    )
    if found.came or found.gone or found.moved:
        raise SystemExit(1)


COMMANDS = (segments,)
