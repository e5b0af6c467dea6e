"""`suppilo export`: the events as Parquet, for other engines and for the same walk on many machines."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from suppilo.analysis.errors import BadInput
from suppilo.analysis.store.weighing import why_dropped
from suppilo.charts import numbers
from suppilo.config.cli.asking_words import translated
from suppilo.config.cli.workspace import chosen_workspace, workspace_option
from suppilo.events import queries as log
from suppilo.insights.queries import number_locale


@click.group(help=_("Take data out, for other programs."))
def export() -> None:
    """Commands that write files for others."""


@export.command(help=_("Write all events to FOLDER as Parquet, one file for each bucket of people."))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@workspace_option
@click.option("--buckets", default=16, show_default=True, type=click.IntRange(1, 4096), help=_("How many files."))
@click.option("--replace", is_flag=True, help=_("Overwrite an earlier export."))
@click.option("--lang", help=_("Language: en, da, nb, fi or sv."), expose_value=False)
def events(folder: Path, workspace: str, buckets: int, replace: bool) -> None:
    """Bring the store up to the log, then write it bucket by bucket."""
    exporting = _parquet()
    chosen = chosen_workspace(workspace)
    try:
        stored = log.stored_events(chosen.pk)
        waiting = log.unread(chosen.pk, stored)
        with log.asking_the_store(chosen.pk), _progress() as progress:
            task = progress.add_task(_("Writing"), total=buckets)
            card = exporting.export_buckets(
                stored,
                folder,
                columns=tuple(stored.columns),
                buckets=buckets,
                replace=replace,
                seen=lambda _events: progress.advance(task),
            )
    except BadInput as error:
        raise click.ClickException(translated(error)) from error
    except log.StoreNotReady as error:
        raise click.ClickException(str(error)) from error
    for column, reason in stored.manifest.dropped.items():
        said = {"column": column, "reason": why_dropped(reason, _)}
        click.echo(_("Not kept in the store, and so not exported: %(column)s (%(reason)s)") % said, err=True)
    if waiting.count:
        more = _("%(number)s newer facts or more are not in yet: the export is whole as of %(instant)s.")
        said = {"number": numbers.count(waiting.count, number_locale()), "instant": str(waiting.whole_until)}
        click.echo(more % said, err=True)
    count = numbers.count(card.events, number_locale())
    click.echo(_("%(count)s events in %(buckets)d files in %(folder)s.")
               % {"count": count, "buckets": buckets, "folder": folder})  # fmt: skip


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def _parquet() -> Any:
    """The part of the library that writes Parquet; it comes with an extra, so it is looked for only when asked."""
    try:
        return import_module("suppilo.analysis.parquet.exporting")
    except ModuleNotFoundError as error:
        remedy = _("This needs the package %(name)s: install suppilo[dask].") % {"name": error.name}
        raise click.ClickException(remedy) from error


COMMANDS = [export]
