"""`suppilo people`: two entries that are one person, and back; a copy of what is held of somebody; their erasure."""

from __future__ import annotations

import json

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table
from rich.text import Text

from suppilo.config.cli.workspace import chosen_workspace, workspace_option
from suppilo.foundation import clock
from suppilo.people import operations
from suppilo.people import queries as known
from suppilo.studio.queries import leaving, merging


@click.group(help=_("Who is who: merge, tell apart; export and erase a person."))
def people() -> None:
    """Commands about people."""


@people.command(name="merge", help=_("Make the person OTHER part of the person KEPT. Shows first what will happen."))
@click.argument("kept", type=int)
@click.argument("other", type=int)
@workspace_option
@click.option("-y", "--yes", is_flag=True, help=_("Do not ask."))
def merge(kept: int, other: int, workspace: str, yes: bool) -> None:
    """Preview, ask, merge."""
    chosen = chosen_workspace(workspace)
    _are_here(chosen.pk, kept, other)
    try:
        story = merging.story_of_merge(chosen.pk, keep=kept, absorb=other, now=clock.now())
    except operations.AlreadyOne as error:
        raise click.ClickException(str(error)) from error
    _print(story, _("{other} becomes part of {kept}."))
    if not yes and not click.confirm(_("Merge them?")):
        raise click.Abort
    now = clock.now()
    operations.merge(
        chosen.pk, keep=story.kept.id, absorb=story.absorbed.id, reason="staff", at=now, now=now, origin="live"
    )
    click.echo(_("Person {number} is part of person {kept} now.").format(number=other, kept=story.kept.id))


@people.command(name="unmerge", help=_("Make PERSON, who was merged into another, a person of its own again."))
@click.argument("person", type=int)
@workspace_option
@click.option("-y", "--yes", is_flag=True, help=_("Do not ask."))
def unmerge(person: int, workspace: str, yes: bool) -> None:
    """Preview, ask, take back."""
    chosen = chosen_workspace(workspace)
    _are_here(chosen.pk, person)
    try:
        story = merging.story_of_unmerge(chosen.pk, absorbed=person, now=clock.now())
        _print(story, _("{other} is told apart from {kept} again."))
        if not yes and not click.confirm(_("Take the merge back?")):
            raise click.Abort
        now = clock.now()
        kept = operations.unmerge(chosen.pk, absorbed=person, at=now, now=now)
    except operations.CannotUnmerge as error:
        raise click.ClickException(str(error)) from error
    click.echo(_("Person {number} and person {kept} are two people again.").format(number=person, kept=kept))


@people.command(name="export", help=_("Print everything that is held of PERSON, as JSON."))
@click.argument("person", type=int)
@workspace_option
def export(person: int, workspace: str) -> None:
    """Collect and print."""
    chosen = chosen_workspace(workspace)
    _are_here(chosen.pk, person)
    click.echo(json.dumps(known.person_export(chosen.pk, person, now=clock.now()), ensure_ascii=False, indent=2))


@people.command(name="erase", help=_("Erase PERSON for ever. Shows first what goes and what stays."))
@click.argument("person", type=int)
@workspace_option
@click.option("-y", "--yes", is_flag=True, help=_("Do not ask."))
def erase(person: int, workspace: str, yes: bool) -> None:
    """Preview, ask, erase. Asked for again after a crash, it goes on."""
    chosen = chosen_workspace(workspace)
    _are_here(chosen.pk, person)
    now = clock.now()
    _print_holdings(leaving.story_of_erasure(chosen.pk, person, now=now))
    if not yes and not click.confirm(_("Erase person {number} for ever?").format(number=person)):
        raise click.Abort
    operations.erase_person(chosen.pk, person, now=now)
    click.echo(_("Person {number} is erased.").format(number=person))


def _print_holdings(lines: list[leaving.HoldingLine]) -> None:
    table = Table(box=None, padding=(0, 2, 0, 2), show_header=False)
    for line in lines:
        table.add_row(Text(line.what), Text(str(line.count), justify="right"), Text(line.words))
    Console(highlight=False).print(table)


def _are_here(workspace_id: int, *numbers: int) -> None:
    found = known.describe(workspace_id, numbers)
    for number in numbers:
        if number <= 0 or number not in found:
            raise click.ClickException(_("There is no person {number} in this workspace.").format(number=number))


def _print(story: merging.Story, title: str) -> None:
    console = Console(highlight=False)
    labels = {"kept": _named(story.kept), "other": _named(story.absorbed)}
    console.print(Text(title.format(**labels), style="bold"))
    for kind, value in story.identifiers:
        console.print(Text("  " + _("{kind} {value} moves").format(kind=kind, value=value)))
    for line in (*story.consents, *story.consequences):
        console.print(Text(f"  {line}"))
    if story.values:
        table = Table(box=None, padding=(0, 2, 0, 2))
        for heading in ("", labels["kept"], labels["other"], _("afterwards")):
            table.add_column(Text(heading))
        for one in story.values:
            style = "bold" if one.is_conflict else ""
            table.add_row(*(Text(cell, style=style) for cell in (one.key, one.kept, one.absorbed, one.after)))
        console.print(table)


def _named(card: known.PersonCard) -> str:
    return _("{label} (no. {number})").format(label=card.label, number=card.id)


COMMANDS = [people]
