"""`suppilo plan`, `apply`, `rollback`, `pull` and `versions`: the definition as code."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from suppilo.config.cli.made_from import remember, remembered
from suppilo.config.cli.people_choice import people_option
from suppilo.config.cli.plan_table import print_plan
from suppilo.config.cli.reading import read_or_complain
from suppilo.config.cli.workspace import chosen_workspace, workspace_option
from suppilo.foundation import clock, work
from suppilo.publishing import operations, queries
from suppilo.publishing.errors import OutdatedDefinition, PublishingRefused

_PATH = click.Path(exists=True, path_type=Path)


def _base(path: Path, workspace_id: int, slug: str, given: int | None) -> int | None:
    """The version the files were made from: as given, as remembered, or, for files that never met a server, none."""
    if given is not None:
        return given or None
    known = remembered(path, slug)
    current = queries.running(workspace_id)
    if known is None and current is not None:
        raise click.ClickException(
            _(
                "These files do not say which version they were made from, and version %(number)d runs."
                " Run `suppilo pull` to fetch it, or say --from %(number)d if you know."
            )
            % {"number": current.number}
        )
    return known


@click.command(help=_("Show what a definition would change, and for how many people. Changes nothing."))
@click.argument("path", type=_PATH)
@workspace_option
def plan(path: Path, workspace: str) -> None:
    """Compare with what runs."""
    reading = read_or_complain(path)
    chosen = chosen_workspace(workspace)
    print_plan(operations.plan(chosen.pk, reading), Console())
    current, known = queries.running(chosen.pk), remembered(path, chosen.slug)
    if current and known and known != current.number:
        error = OutdatedDefinition(known, current.number)
        click.secho(str(error), fg="yellow", err=True)


@click.command(help=_("Run a definition: the switch is at once, people follow."))
@click.argument("path", type=_PATH)
@workspace_option
@click.option("--from", "made_from", type=int, help=_("The version the files were made from (0: none)."))
@click.option("--note", default="", help=_("Why, for the list of versions."))
@people_option
@click.option("-y", "--yes", is_flag=True, help=_("Do not ask."))
def apply(
    path: Path, workspace: str, made_from: int | None, note: str, people: tuple[tuple[str, str], ...], yes: bool
) -> None:
    """Plan, ask, publish, and bring people along."""
    reading = read_or_complain(path)
    chosen = chosen_workspace(workspace)
    base = _base(path, chosen.pk, chosen.slug, made_from)
    planned = operations.plan(chosen.pk, reading)
    print_plan(planned, Console())
    if planned.is_empty:
        remember(path, chosen.slug, planned.made_from or 0)
        return
    if not yes and not click.confirm(_("Run it?")):
        raise click.Abort
    try:
        applied = operations.apply(chosen.pk, reading, made_from=base, note=note, people=dict(people))
    except PublishingRefused as error:
        raise click.ClickException(str(error)) from error
    remember(path, chosen.slug, applied.number)
    _bring_people()
    click.echo(_("Version %(number)d runs.") % {"number": applied.number})


@click.command(help=_("Run a former version's content again, as a new version. Messages and facts are never undone."))
@click.argument("number", type=int)
@workspace_option
@people_option
@click.option("-y", "--yes", is_flag=True, help=_("Do not ask."))
def rollback(number: int, workspace: str, people: tuple[tuple[str, str], ...], yes: bool) -> None:
    """Plan, ask, publish, and bring people back."""
    chosen = chosen_workspace(workspace)
    try:
        planned = operations.plan_rollback(chosen.pk, number)
        print_plan(planned, Console())
        if planned.is_empty:
            return
        if not yes and not click.confirm(_("Run it?")):
            raise click.Abort
        applied = operations.rollback(chosen.pk, number, made_from=planned.made_from, people=dict(people))
    except PublishingRefused as error:
        raise click.ClickException(str(error)) from error
    _bring_people()
    click.echo(
        _("Version %(number)d runs, with the content of version %(former)d.")
        % {"number": applied.number, "former": number}
    )


@click.command(help=_("Write the files of the version that runs into a folder."))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@workspace_option
@click.option("--version", "number", type=int, help=_("Another version than the one that runs."))
def pull(folder: Path, workspace: str, number: int | None) -> None:
    """Bring what runs, also what was edited in the studio, back into files."""
    chosen = chosen_workspace(workspace)
    current = queries.running(chosen.pk)
    try:
        sources = queries.sources_of(chosen.pk, number)
    except PublishingRefused as error:
        raise click.ClickException(str(error)) from error
    for name, text in sorted(sources.items()):
        target = folder / name
        if folder.resolve() not in target.resolve().parents:
            raise click.ClickException(_("%(name)s would lie outside the folder: not written.") % {"name": name})
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        click.echo(f"  {target}")
    pulled = number or (current.number if current else 0)
    remember(folder, chosen.slug, pulled)
    click.echo(_("Version %(number)d is in %(folder)s.") % {"number": pulled, "folder": folder})


@click.command(help=_("List the versions that were published."))
@workspace_option
def versions(workspace: str) -> None:
    """Newest first."""
    chosen = chosen_workspace(workspace)
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("", _("Version"), _("Published"), _("By"), _("Note")):
        table.add_column(heading)
    for card in queries.versions(chosen.pk):
        note = _("back to %(number)d") % {"number": card.restores} if card.restores else card.note
        table.add_row(
            "▶" if card.runs else "", str(card.number), f"{card.published_at:%Y-%m-%d %H:%M} UTC", card.by, note
        )
    Console().print(table)


def _bring_people() -> None:
    """Move people at once; what a running worker has claimed it finishes itself."""
    work.run_due(clock.now(), only=("migrations",))


COMMANDS = [plan, apply, rollback, pull, versions]
