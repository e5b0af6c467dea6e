"""`suppilo retention`, `paths`, `attribution` and `time-to-convert`: further questions to a file of events."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.text import Text

import suppilo as package
from suppilo.config.cli.answer_cells import Cells, attribution_cells, paths_cells, retention_cells, time_cells
from suppilo.config.cli.answer_json import rows_json
from suppilo.config.cli.answer_notes import attribution_notes, paths_notes, retention_notes, time_notes
from suppilo.config.cli.answer_tables import grid, print_notes
from suppilo.config.cli.asking_words import in_words, style
from suppilo.config.cli.columns_given import columns
from suppilo.config.cli.step_text import read_step

#: More places than these are in JSON only.
_DROP_OFFS = 10
_MODELS = ("first", "last", "last_non_direct", "linear", "position", "time_decay")


def _show(
    answer: Any, file: str, svg: Path | None, as_json: bool, headings: Sequence[str], cells: Cells, notes: Sequence[str]
) -> None:
    """The answer as JSON, or its table and what must be said beside it."""
    if svg is not None:
        svg.write_text(answer.svg(Path(file).name), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(rows_json(answer, notes), ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False)
    console.print(grid(headings, cells))
    if drops := getattr(answer, "drop_offs", None):
        _print_drop_offs(console, drops)
    print_notes(console, style(), answer, notes)


def _print_drop_offs(console: Console, drops: dict[tuple[int, str], int]) -> None:
    """Where most stopped, the most first; JSON has all."""
    most = sorted(drops.items(), key=lambda one: (-one[1], one[0]))
    rows = [[f"{place} {name}", style().count(count)] for (place, name), count in most[:_DROP_OFFS]]
    console.print()
    console.print(grid([_("Stopped at"), _("Count")], rows))
    if len(most) > _DROP_OFFS:
        console.print(Text(_("and {n} more").format(n=style().count(len(most) - _DROP_OFFS)), style="dim"))


@click.command(help=_("Of those who came first in a period, how many came back in each later one?"))
@click.argument("file")
@click.option("--first", required=True, metavar="EVENT", help=_("The event that begins it."))
@click.option("--returns", metavar="EVENT", help=_("The event of who comes back; the same unless given."))
@click.option("--every", type=click.Choice(["day", "week", "month"]), default="week", show_default=True,
              help=_("How long a period is."))  # fmt: skip
@click.option("--as-of", metavar="TIME", help=_("When we look; the last event unless given."))
@click.option("--zone", default="UTC", metavar="ZONE", show_default=True, help=_("Time zone of days, weeks, months."))
@columns
@in_words
def retention(file: str, first: str, returns: str | None, svg: Path | None, as_json: bool,
              period: tuple[str, str] | None, **asked: Any) -> None:  # fmt: skip
    """Ask and print."""
    back = read_step(returns) if returns else None
    answer = package.retention(file, first=read_step(first), returns=back, period=period or None, **asked)
    length = {"day": _("day"), "week": _("week"), "month": _("month")}[answer.every]
    periods = range(max((len(one.people) for one in answer.cohorts), default=0))
    headings = [_("Cohort"), _("People"), *(f"{length} {n}" for n in periods)]
    cells = retention_cells(answer, style())
    _show(answer, file, svg, as_json, headings, cells, retention_notes(answer, style()))


@click.command(help=_("What do people do after an event, before one, or between two?"))
@click.argument("file")
@click.option("--start", metavar="EVENT", help=_("The event after which paths begin."))
@click.option("--end", metavar="EVENT", help=_("The event before which paths end."))
@click.option("--longest", default=8, show_default=True, help=_("How many events a path has at most."))
@click.option("--window", metavar="7d", help=_("How long a path may last."))
@click.option("--gap", metavar="30m", help=_("The silence that ends a path."))
@click.option("--no-fold", is_flag=True, help=_("What repeats right away is told each time."))
@click.option("--no-once", is_flag=True, help=_("All the paths of each, not only their first."))
@click.option("--top", default=20, show_default=True, help=_("How many paths to list."))
@columns
@in_words
def paths(file: str, start: str | None, end: str | None, svg: Path | None, as_json: bool, no_fold: bool,
          no_once: bool, period: tuple[str, str] | None, **asked: Any) -> None:  # fmt: skip
    """Ask and print."""
    begins, stops = (read_step(one) if one else None for one in (start, end))
    asked |= {"fold": not no_fold, "once": not no_once}
    answer = package.paths(file, start=begins, end=stops, period=period or None, **asked)
    headings = [_("Path"), _("Count"), _("Share"), _("Mean time")]
    notes = paths_notes(answer, style(), ends=end is not None)
    _show(answer, file, svg, as_json, headings, paths_cells(answer, style()), notes)


@click.command(help=_("Which touches before a conversion get the credit for it?"))
@click.argument("file")
@click.option("--conversion", required=True, metavar="EVENT", help=_("The event that is credited."))
@click.option("--channel", required=True, metavar="COLUMN", help=_("The column that says where a touch came from."))
@click.option("--touch", metavar="EVENT", help=_("The events that are touches; all with a channel unless given."))
@click.option(
    "--model",
    default="last",
    show_default=True,
    metavar="linear|...",
    help=_("How credit is shared: {models}.").format(models=", ".join(_MODELS)),
)
@click.option("--look-back", default="30d", show_default=True, help=_("How long before a conversion a touch counts."))
@click.option("--half-life", default="7d", show_default=True, help=_("For time_decay: when a touch counts half."))
@click.option("--direct", default="direct", show_default=True, metavar="CHANNEL",
              help=_("For last_non_direct: the channel that is passed over."))  # fmt: skip
@click.option("--value", metavar="COLUMN", help=_("The column that says what a conversion is worth."))
@columns
@in_words
def attribution(file: str, conversion: str, touch: str | None, svg: Path | None, as_json: bool,
                period: tuple[str, str] | None, **asked: Any) -> None:  # fmt: skip
    """Ask and print."""
    credited, touched = read_step(conversion), read_step(touch) if touch else None
    answer = package.attribution(file, conversion=credited, touch=touched, period=period or None, **asked)
    headings = [_("Channel"), _("Conversions"), _("Share"), _("Value")]
    headings = headings if asked["value"] else headings[:-1]
    cells = attribution_cells(answer, style())
    _show(answer, file, svg, as_json, headings, cells, attribution_notes(answer, style()))


@click.command("time-to-convert", help=_("How long from everybody's first event of one kind to the next of another?"))
@click.argument("file")
@click.option("--start", required=True, metavar="EVENT", help=_("The event from which time runs."))
@click.option("--conversion", required=True, metavar="EVENT", help=_("The event at which it ends."))
@click.option("--window", metavar="7d", help=_("How long each is looked at; later conversions do not count."))
@click.option("--as-of", metavar="TIME", help=_("When we look; the last event unless given."))
@columns
@in_words
def time_to_convert(file: str, start: str, conversion: str, svg: Path | None, as_json: bool,
                    period: tuple[str, str] | None, **asked: Any) -> None:  # fmt: skip
    """Ask and print."""
    ends = {"start": read_step(start), "conversion": read_step(conversion)}
    answer = package.time_to_convert(file, **ends, period=period or None, **asked)
    headings = [_("Within"), _("Converted"), _("Share"), _("95% interval"), _("Still waiting")]
    _show(answer, file, svg, as_json, headings, time_cells(answer, style()), time_notes(answer, style()))


FURTHER = [retention, paths, attribution, time_to_convert]
