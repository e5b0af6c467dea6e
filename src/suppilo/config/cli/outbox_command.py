"""`suppilo outbox`: what waits in each lane and why; stopping a lane and letting it go on."""

from __future__ import annotations

from typing import get_args

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table
from rich.text import Text

from suppilo.config.cli.workspace import chosen_workspace, workspace_option
from suppilo.foundation import clock
from suppilo.messages import queries
from suppilo.messages.ports import Channel
from suppilo.studio import operations
from suppilo.studio.words.times import say_instant
from suppilo.team.ports import Workspace

CHANNELS = get_args(Channel)


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
@click.option(
    "--channel",
    type=click.Choice(CHANNELS),
    default="email",
    help=_("The channel: email, sms, push, onsite or webhook."),
)
@workspace_option
def stop(lane: str, channel: str, workspace: str) -> None:
    """Stop it."""
    _set(workspace, channel, lane, goes=False)
    click.echo(_("The lane stands still."))


@outbox.command(name="resume", help=_("Let a lane go on."))
@click.argument("lane", type=click.Choice(list(queries.LANE_NAMES)))
@click.option(
    "--channel",
    type=click.Choice(CHANNELS),
    default="email",
    help=_("The channel: email, sms, push, onsite or webhook."),
)
@workspace_option
def resume(lane: str, channel: str, workspace: str) -> None:
    """Let it go on."""
    _set(workspace, channel, lane, goes=True)
    click.echo(_("The lane goes on."))


def _set(workspace: str, channel: str, lane: str, *, goes: bool) -> None:
    here, number = chosen_workspace(workspace), queries.LANE_NAMES[lane]
    operations.set_lane(workspace=here, user=None, channel=channel, lane=number, goes=goes)


COMMANDS = [outbox]
