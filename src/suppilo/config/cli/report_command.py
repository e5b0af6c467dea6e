"""`suppilo report`: the funnel in the terminal, or as JSON."""

from __future__ import annotations

import json
import sys

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from suppilo.charts import numbers
from suppilo.config.cli.workspace import chosen_workspace, workspace_option
from suppilo.foundation import clock
from suppilo.insights import queries
from suppilo.insights.queries import CannotReport, FunnelReport

#: Longer breakdowns are cut in the terminal and the rest added up; JSON has every bucket.
_MOST_BUCKETS = 30


@click.command(help=_("Show a funnel: how many walked how far, where people stand, and how long it takes."))
@click.argument("funnel")
@workspace_option
@click.option("--breakdown", metavar="NAME", help=_("Split by an attribute of people or a property of facts."))
@click.option("--lang", help=_("Language: en, da, nb, fi or sv."), expose_value=False)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
def report(funnel: str, workspace: str, breakdown: str | None, as_json: bool) -> None:
    """The picture, the table, and who stands elsewhere than they walked."""
    chosen = chosen_workspace(workspace)
    try:
        found = queries.funnel_report(chosen.pk, funnel, breakdown=breakdown, now=clock.now())
    except CannotReport as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(queries.report_json(found), ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False)
    _print_picture(console, found)
    _print_table(console, found)
    _print_buckets(console, found)
    _print_differences(console, found)


def _print_picture(console: Console, found: FunnelReport) -> None:
    plain = "utf" not in (getattr(sys.stdout, "encoding", "") or "").lower()
    console.print(Text(found.name, style="bold"))
    for line in queries.funnel_terminal(found, width=console.width - 2, plain=plain):
        console.print(Text.assemble(*line), no_wrap=True, overflow="ellipsis")
    console.print()


def _grid(headings: tuple[str, ...]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="right" if place else "left")
    return table


def _print_table(console: Console, found: FunnelReport) -> None:
    shown = queries.funnel_table(found)
    table = _grid(shown.headings)
    for row in shown.rows:
        table.add_row(*(Text(cell) for cell in row))
    columns = zip(shown.headings, *shown.rows, strict=True)
    if sum(max(cell_len(cell) for cell in column) + 2 for column in columns) <= console.width:
        console.print(table)
        return
    for row in shown.rows:  # too narrow for a table: a list
        console.print(Text(row[0], style="bold"))
        for heading, cell in zip(shown.headings[1:], row[1:], strict=True):
            if cell:
                console.print(Text(f"  {heading}: {cell}"))


def _print_buckets(console: Console, found: FunnelReport) -> None:
    if not found.breakdown:
        return
    locale = queries.number_locale()
    table = _grid((found.breakdown, *(stage.name for stage in found.stages), _("Conversion rate")))
    for bucket in found.buckets[:_MOST_BUCKETS]:
        cells = [numbers.count(number, locale) for number in bucket.reached]
        rate = numbers.percent(bucket.conversion, locale) if isinstance(bucket.conversion, float) else "–"
        table.add_row(Text(bucket.label), *cells, rate)
    rest = found.buckets[_MOST_BUCKETS:]
    if rest:
        sums = [sum(bucket.reached[place] for bucket in rest) for place in range(len(found.stages))]
        words = ngettext("{n} other", "{n} others", len(rest)).format(n=numbers.count(len(rest), locale))
        table.add_row(words, *(numbers.count(number, locale) for number in sums), "")
    console.print()
    console.print(table)


def _print_differences(console: Console, found: FunnelReport) -> None:
    total = sum(found.differing.values())
    if not total:
        return
    locale = queries.number_locale()
    console.print()
    words = ngettext("{n} stands elsewhere than they walked:", "{n} stand elsewhere than they walked:", total)
    words = words.format(n=numbers.count(total, locale))
    console.print(Text(words, style="bold"))
    for one in found.differences:
        console.print(Text(f"  {one.sentence}"))
    more = total - len(found.differences)
    if more:
        console.print(Text("  " + _("and {n} more").format(n=numbers.count(more, locale)), style="dim"))


COMMANDS = [report]
