"""`suppilo retention`, `paths` and `attribution`: further questions to a file of events."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _
from rich.console import Console

import suppilo as package
from suppilo.analysis.tables import Tabular
from suppilo.config.cli.answer_tables import grid, plain, print_hints, print_notes
from suppilo.config.cli.asking_words import in_words, style
from suppilo.config.cli.columns_given import columns
from suppilo.config.cli.step_text import read_step

_MODELS = ("first", "last", "last_non_direct", "linear", "position", "time_decay")


def _show(answer: Any, file: str, svg: Path | None, as_json: bool, headings: Callable[[list[str]], list[str]]) -> None:
    """The rows as JSON, or the table and what must be said beside it."""
    if svg is not None:
        svg.write_text(answer.svg(Path(file).name), encoding="utf-8")
    found: Tabular = answer
    if as_json:
        rows = [{key: plain(value) for key, value in row.items()} for row in found.rows()]
        click.echo(json.dumps({"rows": rows}, ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False)
    names, cells = found.shown()
    console.print(grid(headings(names), cells))
    print_notes(console, style(), answer.left_out)
    print_hints(console, answer.hints)


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
    _show(answer, file, svg, as_json, lambda names: [_("Cohort"), _("People"), *(
        f"{length} {n}" for n in range(len(names) - 2))])  # fmt: skip


@click.command(help=_("What do people do after an event, before one, or between two?"))
@click.argument("file")
@click.option("--start", metavar="EVENT", help=_("The event after which paths begin."))
@click.option("--end", metavar="EVENT", help=_("The event before which paths end."))
@click.option("--longest", default=8, show_default=True, help=_("How many events a path has at most."))
@click.option("--window", metavar="7d", help=_("How long a path may last."))
@click.option("--gap", metavar="30m", help=_("The silence that ends a path."))
@click.option("--top", default=20, show_default=True, help=_("How many paths to list."))
@columns
@in_words
def paths(file: str, start: str | None, end: str | None, svg: Path | None, as_json: bool,
          period: tuple[str, str] | None, **asked: Any) -> None:  # fmt: skip
    """Ask and print."""
    begins, stops = (read_step(one) if one else None for one in (start, end))
    answer = package.paths(file, start=begins, end=stops, period=period or None, **asked)
    headings = [_("Path"), _("Count"), _("Share"), _("Mean time")]
    _show(answer, file, svg, as_json, lambda _names: headings)


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
@click.option("--value", metavar="COLUMN", help=_("The column that says what a conversion is worth."))
@columns
@in_words
def attribution(file: str, conversion: str, touch: str | None, svg: Path | None, as_json: bool,
                period: tuple[str, str] | None, **asked: Any) -> None:  # fmt: skip
    """Ask and print."""
    credited, touched = read_step(conversion), read_step(touch) if touch else None
    answer = package.attribution(file, conversion=credited, touch=touched, period=period or None, **asked)
    headings = [_("Channel"), _("Conversions"), _("Share"), _("Value")]
    _show(answer, file, svg, as_json, lambda names: headings[: len(names)])


FURTHER = [retention, paths, attribution]
