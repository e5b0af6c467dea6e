"""`suppilo mail`: keys and records of the domains that mail comes from."""

from __future__ import annotations

import sys

import click
from django.utils.translation import gettext as _

from suppilo.config.cli.workspace import chosen_workspace, workspace_option
from suppilo.messages import operations, queries
from suppilo.messages.operations import BadKeyName
from suppilo.messages.ports import LookupFailed


@click.group(help=_("The domains that mail comes from."))
def mail() -> None:
    """Commands about mail."""


@mail.command(help=_("Make the key that signs mail of DOMAIN, or find it, and show the record to set in the DNS."))
@click.argument("domain")
@click.option("--selector", default="suppilo", help=_("Another name makes another key, which signs from then on."))
def key(domain: str, selector: str) -> None:
    """The name and the value of the record, each on a line of its own."""
    try:
        made = operations.make_mail_key(domain, selector=selector)
    except BadKeyName as error:
        raise click.ClickException(_("“%(name)s” cannot be the name of a domain or key.") % {"name": error}) from error
    click.echo(_("Set this TXT record in the DNS; mail of %(domain)s is signed from now on.") % {"domain": made.domain})
    click.echo(f"{made.record_name}\n{made.record}")


@mail.command(help=_("Look up SPF, DKIM and DMARC of DOMAIN and show what to set; ends with 1 if anything is."))
@click.argument("domain")
def check(domain: str) -> None:
    """One paragraph a record."""
    try:
        findings = queries.check_domain(domain)
    except BadKeyName as error:
        raise click.ClickException(_("“%(name)s” cannot be the name of a domain or key.") % {"name": error}) from error
    except LookupFailed as error:
        raise click.ClickException(_("The DNS does not answer: %(error)s") % {"error": error}) from error
    for one in findings:
        words = queries.finding_words(one)
        click.echo(f"{one.kind}  {words.state}" + (f": {words.problem}" if words.problem else ""))
        for label, value in ((_("Name"), one.name), (_("There is"), one.found), (_("Set"), one.to_set)):
            if value:
                click.echo(f"  {label}: {value}")
    sys.exit(any(one.state in ("missing", "wrong") for one in findings))


@mail.command(help=_("Show the address to which the mail vendor is to send its reports and the answers to mails."))
@workspace_option
def address(workspace: str) -> None:
    """To be entered in the vendor's panel."""
    click.echo(queries.answers_address("mail", chosen_workspace(workspace).pk))


COMMANDS = [mail]
