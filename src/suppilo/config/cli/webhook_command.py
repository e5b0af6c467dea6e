"""`suppilo webhook`: the secrets with which receivers know that a webhook is ours."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

from suppilo.config.cli.workspace import chosen_workspace, workspace_option
from suppilo.foundation import clock
from suppilo.providers.webhook_standard.operations import BadDestination, make_secret


@click.group(help=_("Webhooks and their secrets."))
def webhook() -> None:
    """Commands about webhooks."""


@webhook.command(
    help=_("Make a secret for the receiver of ADDRESS and show it once. The one before signs beside it for a day.")
)
@click.argument("address")
@click.option("--at-once", is_flag=True, help=_("No secret before it signs any more: it is known to somebody else."))
@workspace_option
def secret(address: str, at_once: bool, workspace: str) -> None:
    """One line: the secret."""
    try:
        click.echo(make_secret(chosen_workspace(workspace).pk, address, now=clock.now(), at_once=at_once))
    except BadDestination as error:
        raise click.ClickException(_("Write an address that begins with https:// and names a host.")) from error
    click.echo(_("Give it to the receiver: it is not shown again. Start Suppilo anew if this is its first."), err=True)


COMMANDS = [webhook]
