"""`suppilo suppression`: addresses that are not written to, whatever people agreed to."""

from __future__ import annotations

from typing import TextIO

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table
from rich.text import Text

from suppilo.config.cli.workspace import chosen_workspace, workspace_option
from suppilo.messages import queries
from suppilo.messages.operations import OnlyThePerson
from suppilo.people.queries import BadIdentifier
from suppilo.studio import operations
from suppilo.studio.queries import barred
from suppilo.studio.words.codes import CHANNELS, say_code
from suppilo.studio.words.names import Names
from suppilo.studio.words.times import say_instant
from suppilo.team.ports import Workspace


@click.group(help=_("Addresses that are not written to, whatever people agreed to."))
def suppression() -> None:
    """Commands about barred addresses."""


@suppression.command(name="list", help=_("Show the newest barred addresses, or what bars ADDRESS."))
@click.argument("address", default="")
@click.option(
    "--reason", default="", type=click.Choice(["", *queries.SUPPRESSION_REASONS]), help=_("Only of this reason.")
)
@click.option("--limit", default=50, type=click.IntRange(1, 10_000), help=_("How many at most."))
@workspace_option
def show(address: str, reason: str, limit: int, workspace: str) -> None:
    """A table; of addresses that nobody has any more only a keyed hash is kept."""
    chosen = chosen_workspace(workspace)
    if address:
        card = _card(chosen, address)
        if card is None:
            click.echo(_("Nothing bars {address}.").format(address=address))
            return
        _print(chosen, [card])
        return
    _print(chosen, list(queries.suppression_page(chosen.pk, reason=reason, limit=limit).cards))


@suppression.command(
    help=_("Bar every address in FILE (one a line, or the CSV that another tool exported; - is stdin).")
)
@click.argument("file", type=click.File(encoding="utf-8-sig", errors="replace"))
@click.option("--because", required=True, help=_("Why, in words that others will understand."))
@workspace_option
def add(file: TextIO, because: str, workspace: str) -> None:
    """Read, bar, and account for every line."""
    chosen = chosen_workspace(workspace)
    read = queries.read_addresses(file, chosen.country)
    done = operations.bar_addresses(workspace=chosen, user=None, addresses=read.addresses, note=because)
    for one in read.rejected:
        words = _("line {number}: {text}: {why}")
        click.echo(words.format(number=one.line, text=one.text, why=one.why), err=True)
    said = _("Barred: {fresh}. Barred already: {known}. Twice in the list: {repeated}. Without an address: {rejected}.")
    counts = {"fresh": done.fresh, "known": done.known, "repeated": read.repeated, "rejected": len(read.rejected)}
    click.echo(said.format(**counts))


@suppression.command(help=_("Allow ADDRESS again, if it came back or was barred by hand."))
@click.argument("address")
@workspace_option
def remove(address: str, workspace: str) -> None:
    """A complaint, an unsubscription and an erasure are the person's own to take back."""
    chosen = chosen_workspace(workspace)
    card = _card(chosen, address)
    if card is None:
        click.echo(_("Nothing bars {address}.").format(address=address))
        return
    try:
        operations.allow_address(workspace=chosen, user=None, number=card.number, person=card.person_id)
    except OnlyThePerson as error:
        line = barred.lines(chosen, [card], Names(None, ""))[0]
        raise click.ClickException(f"{card.words} {line.lifted}") from error
    click.echo(_("This address may be written to again."))


def _card(workspace: Workspace, text: str) -> queries.SuppressionCard | None:
    try:
        address = queries.read_address(text, workspace.country)
    except BadIdentifier as error:
        raise click.ClickException(str(error)) from error
    return queries.suppressions_of(workspace.pk, [address]).get(address)


def _print(workspace: Workspace, cards: list[queries.SuppressionCard]) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in (_("Address"), _("Channel"), _("Since"), _("Why"), _("By")):
        table.add_column(Text(heading))
    for line in barred.lines(workspace, cards, Names(None, "")):
        card = line.card
        why = f"{card.words} “{card.note}”" if card.note else card.words
        channel = say_code(CHANNELS, card.channel)
        cells = (card.address or "–", channel, say_instant(card.at, workspace.zone), why, line.by or "–")
        table.add_row(*(Text(cell) for cell in cells))
    Console(highlight=False).print(table)


COMMANDS = [suppression]
