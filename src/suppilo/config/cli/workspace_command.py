"""`suppilo workspace`: the businesses on this installation."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from django.utils.translation import gettext as _

from suppilo.team import operations, queries


@click.group(help=_("The businesses on this installation."))
def workspace() -> None:
    """Commands about workspaces."""


@workspace.command(name="add", help=_("Make a workspace; its pages are under /SLUG/."))
@click.argument("slug")
@click.option("--name", required=True, help=_("Name of the business."))
@click.option("--zone", default="Europe/Helsinki", show_default=True, help=_("Time zone."))
@click.option("--currency", default="EUR", show_default=True, help=_("Currency of its reports."))
@click.option("--country", default="FI", show_default=True, help=_("Country, as two letters."))
@click.option("--language", default="en", show_default=True, help=_("Language of its studio and pages."))
def add(slug: str, name: str, zone: str, currency: str, country: str, language: str) -> None:
    """Make one business."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise click.BadParameter(_("There is no time zone “%(zone)s”: try Europe/Oslo.") % {"zone": zone}) from error
    for word, length in ((currency, 3), (country, 2)):
        if len(word) != length or not word.isascii() or not word.isalpha():
            raise click.BadParameter(
                _("“%(word)s” is no code of %(length)d letters.") % {"word": word, "length": length}
            )
    try:
        made = operations.create_workspace(
            slug=slug, name=name, zone=zone, currency=currency.upper(), country=country.upper(), language=language
        )
    except operations.TeamRefused as error:
        raise click.ClickException(str(error)) from error
    click.echo(_("The workspace %(slug)s is made.") % {"slug": made.slug})


@workspace.command(name="list", help=_("Show all workspaces."))
def show() -> None:
    """One line a business."""
    for one in queries.all_workspaces():
        click.echo(f"{one.slug}\t{one.name}\t{one.zone}\t{one.currency}\t{one.country}")


COMMANDS = [workspace]
