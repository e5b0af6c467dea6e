"""`suppilo sms`: text messages."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

from suppilo.config.cli.workspace import chosen_workspace, workspace_option
from suppilo.messages import queries


@click.group(help=_("Text messages."))
def sms() -> None:
    """Commands about text messages."""


@sms.command(help=_("Show the address to which the vendor is to send what people answer (STOP among it)."))
@workspace_option
def address(workspace: str) -> None:
    """To be entered in the vendor's panel."""
    click.echo(queries.answers_address("sms", chosen_workspace(workspace).pk))


@sms.command(help=_("Say how many parts TEXT is sent and paid in, and which letters make it more."))
@click.argument("text")
def parts(text: str) -> None:
    """The alphabet, the length, the parts."""
    found = queries.measure(text)
    values = {"alphabet": found.alphabet, "units": found.units, "parts": found.parts}
    click.echo(_("%(alphabet)s, %(units)s characters, parts: %(parts)s") % values)
    if found.odd:
        click.echo(_("Letters outside GSM-7: %(letters)s") % {"letters": " ".join(found.odd)})


COMMANDS = [sms]
