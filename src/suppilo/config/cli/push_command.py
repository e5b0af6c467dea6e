"""`suppilo push`: notifications in browsers."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

from suppilo.messages import operations
from suppilo.messages.operations import BadPushKey


@click.group(help=_("Notifications in browsers."))
def push() -> None:
    """Commands about notifications."""


@push.command(help=_("Show the public half of the key that proves to push services who sends; made if there is none."))
def key() -> None:
    """One line."""
    try:
        click.echo(operations.make_push_key())
    except BadPushKey as error:
        raise click.ClickException(str(error)) from error


COMMANDS = [push]
