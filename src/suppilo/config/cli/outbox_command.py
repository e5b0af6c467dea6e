"""`suppilo outbox`: what waits in each lane and why; stopping a lane and letting it go on."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table
from rich.text import Text

from suppilo.config.cli.workspace import chosen_workspace, workspace_option
from suppilo.foundation import clock
from suppilo.messages import operations, queries
from suppilo.studio.words.times import say_instant
from suppilo.team.ports import Workspace


@click.group(invoke_without_command=True, help=_("Show what waits to be sent, since when, and why."))
@workspace_option
@click.pass_context
def outbox(context: click.Context, workspace: str) -> None:
    """One table; a row for every reason in every lane."""
    if context.invoked_subcommand is None:
        _show(chosen_workspace(workspace))


def _show(workspace: Workspace) -> None:
    now, console = clock.now(), Console(highlight=False)
    alive = queries.workers(now)
    if not alive.are_alive:
        console.print(Text(_("No worker is running."), style="bold red"))
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in (_("Lane"), _("Channel"), _("Waiting"), _("Since"), _("Again at"), _("Why")):
        table.add_column(Text(heading))
    for card in queries.lane_cards(workspace.pk, now=now):
        for one in card.waiting:
            again = say_instant(one.next_at, workspace.zone) if one.next_at else "–"
            cells = (card.words, card.channel, str(one.count), say_instant(one.since, workspace.zone), again, one.why)
            table.add_row(*(Text(cell) for cell in cells))
        if not card.waiting:
            table.add_row(*(Text(cell) for cell in (card.words, card.channel, "0", "–", "–", card.stopped_by)))
    console.print(table)


@outbox.command(name="stop", help=_("Let nothing of a lane leave: transactional, journey or broadcast."))
@click.argument("lane", type=click.Choice(list(queries.LANE_NAMES)))
@click.option("--channel", default="email", help=_("The channel: email, sms, push, onsite or webhook."))
@workspace_option
def stop(lane: str, channel: str, workspace: str) -> None:
    """Stop it."""
    number, now = queries.LANE_NAMES[lane], clock.now()
    operations.stop_lane(chosen_workspace(workspace).pk, channel=channel, lane=number, now=now)
    click.echo(_("The lane stands still."))


@outbox.command(name="resume", help=_("Let a lane go on."))
@click.argument("lane", type=click.Choice(list(queries.LANE_NAMES)))
@click.option("--channel", default="email", help=_("The channel: email, sms, push, onsite or webhook."))
@workspace_option
def resume(lane: str, channel: str, workspace: str) -> None:
    """Let it go on."""
    number, now = queries.LANE_NAMES[lane], clock.now()
    operations.resume_lane(chosen_workspace(workspace).pk, channel=channel, lane=number, now=now)
    click.echo(_("The lane goes on."))


COMMANDS = [outbox]
