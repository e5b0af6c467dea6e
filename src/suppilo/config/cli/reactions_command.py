"""`suppilo reactions`: opens and clicks by whose they were, and history classed again."""

from __future__ import annotations

import click
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from suppilo.config.cli.workspace import chosen_workspace, workspace_option
from suppilo.foundation import clock
from suppilo.messages import operations, queries
from suppilo.publishing.queries import running
from suppilo.studio.queries.sent_names import with_sent
from suppilo.studio.words.names import Names


@click.group(help=_("Opens and clicks of messages: people's, image proxies' and scanners'."))
def reactions() -> None:
    """Commands about reactions."""


@reactions.command(name="list", help=_("How many mails were opened and followed, by whose doing it was."))
@workspace_option
def list_(workspace: str) -> None:
    """One line a message."""
    table = Table(box=None, pad_edge=False)
    table.add_column(_("Message"))
    heads = (_("Opened by a person"), _("by a proxy"), _("by a scanner"), _("Followed by a person"))
    for head in (*heads, _("by a proxy"), _("by a scanner")):
        table.add_column(head, justify="right")
    chosen = chosen_workspace(workspace)
    found, current = queries.reaction_counts(chosen.pk), running(chosen.pk)
    names = Names(current.bundle if current else None, get_language() or "en")
    names = with_sent(names, chosen.pk, [one.message_id for one in found])
    for one in found:
        counts = [kind.get(traffic, 0) for kind in (one.opens, one.clicks) for traffic in _CLASSES]
        table.add_row(names.message(one.message_id), *(f"{count:,}" for count in counts))
    Console(highlight=False).print(table)


_CLASSES = ("person", "proxy", "scanner")


@reactions.command(help=_("Class everything again that was classed by other rules. Stopped, it goes on where it was."))
@workspace_option
def reclassify(workspace: str) -> None:
    """Batch after batch."""
    chosen, done = chosen_workspace(workspace), 0
    while some := operations.reclassify(chosen.pk, now=clock.now()):
        done += some
    click.echo(_("%(count)s messages were looked at again.") % {"count": f"{done:,}"})


COMMANDS = (reactions,)
