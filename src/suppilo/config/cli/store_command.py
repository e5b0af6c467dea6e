"""`suppilo store`: the sorted arrays that reports walk over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from suppilo.analysis.store.weighing import why_dropped
from suppilo.config.cli.workspace import chosen_workspace, workspace_option
from suppilo.events import operations, queries
from suppilo.events.operations import Advance
from suppilo.events.queries import StoreStatus


@click.group(help=_("The events as reports read them: laid out from the log, and made anew from it at any time."))
def store() -> None:
    """Commands about the event store."""


@store.command(help=_("Show how the store stands."))
@workspace_option
def status(workspace: str) -> None:
    """One line a fact about it."""
    found = queries.store_status(chosen_workspace(workspace).pk)
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in _lines(found):
        table.add_row(name, value)
    Console(highlight=False).print(table)


def _lines(found: StoreStatus) -> Iterator[tuple[str, str]]:
    if found.damage:
        yield _("Damage"), found.damage
    if found.building is not None:
        yield _("Being built"), _("%(number)s events so far") % {"number": f"{found.building:,}"}
    if not found.exists:
        yield _("Store"), _("none yet; the worker makes it, or `suppilo store rebuild`")
        return
    yield _("Events"), f"{found.events:,}"
    yield _("People"), f"{found.people:,}"
    yield _("Events without a person, left out"), f"{found.without_person:,}"
    yield _("Events of the log still to take in"), f"{found.waiting:,}"
    yield _("Properties"), f"{found.columns:,}"
    yield _("Generation"), f"{found.generation:,}"
    yield _("Buckets"), f"{found.buckets:,}"
    fresh = {"events": f"{found.in_deltas:,}", "files": f"{found.deltas:,}"}
    yield _("Fresh events laid over"), _("%(events)s in %(files)s files") % fresh
    yield _("Size"), f"{found.bytes / 1e6:,.1f} MB"
    if found.why:
        begun = f" ({found.begun:%Y-%m-%d %H:%M} UTC)" if found.begun else ""
        yield _("Built anew because"), f"{found.why}{begun}"
    for column, reason in found.dropped.items():
        yield _("Property not kept, never answered"), f"{column}: {why_dropped(reason, _)}"


@store.command(help=_("Compare the store with the log, every event and every byte."))
@workspace_option
def check(workspace: str) -> None:
    """Ends with 1 when they differ."""
    chosen = chosen_workspace(workspace)
    try:
        with _progress(_("Comparing"), 2 * queries.count_events(chosen.pk)) as advance:
            found = queries.compare_store(chosen.pk, advance=advance)
    except queries.StoreNotReady as error:
        raise click.ClickException(str(error)) from error
    for damage in found.damage:
        click.echo(_("Damaged: %(what)s") % {"what": damage}, err=True)
    for name, log, own in found.differences():
        click.echo(
            _("%(name)s: %(log)d in the log, %(store)d in the store") % {"name": name, "log": log, "store": own},
            err=True,
        )
    for column, reason in found.dropped.items():
        said = {"column": column, "reason": why_dropped(reason, _)}
        click.echo(_("Not kept, and so not compared and never answered: %(column)s (%(reason)s)") % said)
    if not found.equal:
        raise click.ClickException(_("The store differs from the log: run `suppilo store rebuild`."))
    numbers = {"events": f"{found.log.events:,}", "people": f"{found.log.people:,}"}
    if waiting := queries.store_status(chosen.pk).waiting:
        click.echo(_("Newer events of the log still to take in: %(number)s") % {"number": f"{waiting:,}"})
    if found.dropped:
        click.echo(_("Everything that is kept is the same: %(events)s events of %(people)s people.") % numbers)
    else:
        click.echo(_("Store and log are the same: %(events)s events of %(people)s people.") % numbers)


@store.command(help=_("Make the store anew from the log; the former one answers meanwhile."))
@workspace_option
def rebuild(workspace: str) -> None:
    """Stopped or killed, it goes on where it was."""
    chosen = chosen_workspace(workspace)
    with _progress(_("Building"), queries.count_events(chosen.pk)) as advance:
        operations.rebuild_store(chosen.pk, advance=advance)
    found = queries.store_status(chosen.pk)
    numbers = {"events": f"{found.events:,}", "people": f"{found.people:,}"}
    click.echo(_("The store holds %(events)s events of %(people)s people.") % numbers)


@store.command(help=_("Take fresh events into the sorted base at once."))
@workspace_option
def compact(workspace: str) -> None:
    """The worker does it by itself when there are many."""
    chosen = chosen_workspace(workspace)
    made = operations.compact_store(chosen.pk)
    click.echo(_("Buckets made anew: %(number)d.") % {"number": made})


@contextmanager
def _progress(title: str, total: int) -> Iterator[Advance]:
    """A bar on the terminal's error stream; nothing where that is no terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=max(total, 1))
        yield lambda done: bar.advance(task, done)


COMMANDS = [store]
