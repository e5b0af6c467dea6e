"""`suppilo sequences`: what there is and how far people are; pausing one and letting it go on."""

from __future__ import annotations

from collections.abc import Callable

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table
from rich.text import Text

from suppilo.config.cli.workspace import chosen_workspace, workspace_option
from suppilo.foundation import clock
from suppilo.messages import operations, queries
from suppilo.team import operations as team
from suppilo.team.ports import Workspace


@click.group(help=_("Sequences of messages: list, pause, resume."))
def sequences() -> None:
    """Commands about sequences."""


@sequences.command(name="list", help=_("Show the sequences and how far people are in them."))
@workspace_option
def show(workspace: str) -> None:
    """One table."""
    here = chosen_workspace(workspace)
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in (_("Number"), _("Name"), _("Segment"), _("Status"), _("On their way"), _("Got all of it")):
        table.add_column(Text(heading))
    for card in queries.sequences_of(here.pk):
        progress = queries.sequence_progress(card.id)
        cells = (str(card.id), card.name, card.segment or "–", card.standing_words, str(progress.going))
        table.add_row(*(Text(cell) for cell in (*cells, str(progress.finished))))
    Console(highlight=False).print(table)


@sequences.command(name="pause", help=_("Let the sequence NUMBER stand still: nothing of it leaves."))
@click.argument("number", type=int)
@workspace_option
def pause(number: int, workspace: str) -> None:
    """Pause."""
    here = chosen_workspace(workspace)
    _try(lambda: operations.pause_sequence(here.pk, number, now=clock.now()), number)
    _record(here, "sequence.pause", number)
    click.echo(_("The sequence is paused."))


@sequences.command(name="resume", help=_("Let the sequence NUMBER go on; those who were held follow little by little."))
@click.argument("number", type=int)
@click.option("--per-minute", default=600, show_default=True, help=_("How many of those who were held go on a minute."))
@workspace_option
def resume(number: int, per_minute: int, workspace: str) -> None:
    """Resume."""
    here = chosen_workspace(workspace)
    _try(lambda: operations.resume_sequence(here.pk, number, now=clock.now(), per_minute=per_minute), number)
    _record(here, "sequence.resume", number)
    click.echo(_("The sequence goes on."))


def _try(act: Callable[[], None], number: int) -> None:
    try:
        act()
    except operations.NotNow as error:
        words = _("The sequence %(number)d is not where that could be done: look at “suppilo sequences list”.")
        raise click.ClickException(words % {"number": number}) from error


def _record(here: Workspace, action: str, number: int) -> None:
    team.audit(workspace=here, user=None, action=action, subject=f"sequence:{number}")


COMMANDS = [sequences]
