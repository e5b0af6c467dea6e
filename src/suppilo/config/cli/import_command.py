"""`suppilo import`: people and facts from a file."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from suppilo.capture import operations, queries
from suppilo.config import migrating
from suppilo.config.cli.workspace import chosen_workspace, workspace_option
from suppilo.foundation import clock, work

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    name="import", help=_("Bring in people and facts from a CSV, JSONL or Parquet file by a mapping. Nothing is sent.")
)
@click.argument("file", type=_FILE)
@click.option("--mapping", "-m", type=_FILE, help=_("YAML file that says what the columns mean."))
@workspace_option
@click.option("--dry-run", is_flag=True, help=_("Read and judge every row, write nothing."))
@click.option("--refused", type=click.Path(dir_okay=False, path_type=Path), help=_("File for the rows not taken."))
@click.option("--join", "joins", multiple=True, metavar="NAME=FILE", help=_("Where a joined file of the mapping lies."))
@click.option("--suggest", is_flag=True, help=_("Print a mapping to start from, and stop."))
def import_file(
    file: Path,
    mapping: Path | None,
    workspace: str,
    dry_run: bool,
    refused: Path | None,
    joins: tuple[str, ...],
    suggest: bool,
) -> None:
    """Import, settle, and account for every row."""
    try:
        if suggest:
            click.echo(queries.suggest_mapping(file), nl=False)
            return
        if mapping is None:
            raise click.UsageError(_("Give the mapping with --mapping; --suggest prints one to start from."))
        report = _import(file, mapping, workspace, dry_run, refused, joins)
    except (operations.CannotImport, operations.BadMapping) as error:
        raise click.ClickException(str(error)) from error
    _show(report)


def _import(
    file: Path, mapping: Path, workspace: str, dry_run: bool, refused: Path | None, joins: tuple[str, ...]
) -> operations.ImportReport:
    if migrating.pending():
        raise click.ClickException(_("The database is older than this program: run `suppilo migrate` first."))
    workspace_id = chosen_workspace(workspace).pk
    try:
        text = mapping.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(_("%(path)s is not UTF-8.") % {"path": mapping}) from error
    with _progress() as progress:
        task = progress.add_task(_("Reading"), total=1.0, rows=0, rate="")

        def watch(rows: int, share: float) -> None:
            speed = rows / elapsed if (elapsed := progress.tasks[task].elapsed) else 0
            progress.update(task, completed=share, rows=rows, rate=_("%(rows)d rows/s") % {"rows": speed})

        report = operations.import_file(
            workspace_id=workspace_id,
            path=file,
            mapping=text,
            mapping_name=str(mapping),
            join_files=_joins(joins),
            refused=refused or (None if dry_run else Path(f"{file.name}.refused.csv")),
            dry_run=dry_run,
            watch=watch,
        )
        if not dry_run:
            _settle(progress)
    return report


def _progress() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[rows]:,}"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


def _settle(progress: Progress) -> None:
    """Bring segments and stages up to the new facts, so that the report is right at once."""
    task, moved = progress.add_task(_("Settling stages"), total=None, rows=0, rate=""), 0
    while count := sum(work.run_due(clock.now(), only=("settle",), rounds=1).values()):
        moved += count
        progress.update(task, rows=moved)
    progress.update(task, total=1, completed=1)


def _joins(given: tuple[str, ...]) -> dict[str, Path]:
    found = {}
    for one in given:
        name, sign, path = one.partition("=")
        if not sign or not path:
            raise click.BadParameter(_("Write --join NAME=FILE."))
        found[name] = Path(path)
    return found


def _show(report: operations.ImportReport) -> None:
    """The account: every row of every file."""
    console = Console()
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    known = _("known or repeated") if report.dry_run else _("merged (added something to a person)")
    new = _("would be new people") if report.dry_run else _("created (new people)")
    for label, count in [
        (_("rows read"), report.read),
        (new, report.created),
        (known, report.merged),
        *([] if report.dry_run else [(_("unchanged"), report.unchanged)]),
        (pgettext("rows", "refused"), report.refused),
    ]:
        table.add_row(label, f"{count:,}")
    for name, count in sorted(report.facts.items()):
        table.add_row(_("facts %(name)s") % {"name": name}, f"{count:,}")
    for label, count in _rest(report):
        if count:
            table.add_row(label, f"{count:,}")
    for name, join in report.joins.items():
        counts = {"name": name, "matched": join.matched, "unmatched": join.unmatched, "refused": join.refused}
        text = _("joined file %(name)s: %(matched)d matched, %(unmatched)d unmatched, %(refused)d refused")
        table.add_row(text % counts, f"{join.read:,}")
    console.print(table)
    for text in _remarks(report):
        console.print(text, soft_wrap=True, highlight=False, markup=False)


def _rest(report: operations.ImportReport) -> list[tuple[str, int]]:
    repaired = {
        "filled": _("repaired: row ended early, its last cells are taken as empty"),
        "unwrapped": _("repaired: row was wrapped whole in quotation marks"),
        "nul": _("repaired: zero bytes taken out"),
    }
    return [
        *((repaired[rule], count) for rule, count in sorted(report.repaired.items())),
        (_("people found to be one"), report.people_merged),
        (_("values kept as text (not of their type)"), report.uncast),
        (_("consents not taken over: several people read the address"), report.withheld),
        (_("facts known with other content (kept as conflicts)"), report.conflicts),
    ]


def _remarks(report: operations.ImportReport) -> list[str]:
    said = []
    if report.resumed_at:
        said.append(_("Went on after row %(row)d, where an earlier import was cut short.") % {"row": report.resumed_at})
    if report.refused_path:
        said.append(_("Rows not taken, with line and reason: %(path)s") % {"path": report.refused_path})
    if report.conflicts:
        said.append(_("Facts of one person at one time count once: name `id:` columns to keep them apart."))
    if report.dry_run:
        said.append(_("Nothing was written."))
    elif report.seconds:
        rate = (report.read - report.resumed_at) / report.seconds
        said.append(_("%(rate)d rows a second. Nothing was sent.") % {"rate": rate})
    return said


COMMANDS = [import_file]
