"""Answers of the library in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table
from rich.text import Text

from suppilo.analysis.pictures import funnel_figure, summary_of
from suppilo.charts.figure import Style
from suppilo.charts.table import funnel_table
from suppilo.charts.terminal import terminal_funnel
from suppilo.config.cli.answer_notes import funnel_notes, hint_words, left_out_words

if TYPE_CHECKING:
    from suppilo.analysis.funnel_answer import Funnel, Walked

#: Longer lists are cut in the terminal; JSON has every row.
_MOST = 30


def grid(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A table whose first column is set left and the others right."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for place, heading in enumerate(headings):
        table.add_column(Text(heading), justify="right" if place else "left")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def print_funnel(console: Console, answer: Funnel, style: Style, breakdown: str | None) -> None:
    """The picture, the steps, the buckets, the trend, and what must be said beside them."""
    plain = "utf" not in (getattr(sys.stdout, "encoding", "") or "").lower()
    summary = summary_of(answer.steps, answer.counts)
    figure = funnel_figure(answer, "", summary, windowed=answer.window is not None)
    for line in terminal_funnel(figure, style, width=console.width - 2, plain=plain):
        console.print(Text.assemble(*line), no_wrap=True, overflow="ellipsis")
    console.print()
    shown = funnel_table(figure, style)
    kept = [place for place, heading in enumerate(shown.headings) if heading]
    console.print(grid([shown.headings[p] for p in kept], [[row[p] for p in kept] for row in shown.rows]))
    if answer.buckets is not None:
        rows = [_row(style, bucket.label if bucket.value is not None else _("(none)"), bucket)
                for bucket in answer.buckets]  # fmt: skip
        _print_several(console, style, breakdown or "", answer.steps, rows)
    if answer.trend is not None:
        rows = [_row(style, f"{bucket.start:%Y-%m-%d}", bucket) for bucket in answer.trend]
        _print_several(console, style, _("Begins"), answer.steps, rows)
    print_notes(console, style, answer, funnel_notes(answer, style))


def print_notes(console: Console, style: Style, answer: Any, notes: Sequence[str]) -> None:
    """What a reader must know beside the numbers: `notes`, how many rows took no part, and names that stand nowhere."""
    said = [*notes, *left_out_words(answer.left_out, style)]
    if said:
        console.print()
    for sentence in said:
        console.print(Text(sentence, style="dim"))
    for sentence in hint_words(answer.hints):
        console.print(Text(sentence, style="yellow"))


def _row(style: Style, label: str, one: Walked) -> list[str]:
    return [label, *map(style.count, one.counts), style.percent(one.overall)]


def _print_several(
    console: Console, style: Style, heading: str, steps: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    console.print()
    console.print(grid([heading, *steps, _("Conversion rate")], rows[:_MOST]))
    if len(rows) > _MOST:
        more = _("and {n} more").format(n=style.count(len(rows) - _MOST))
        console.print(Text(more, style="dim"))


def print_people(people: Sequence[Any]) -> None:
    """One unit a line, as other programs read them."""
    for one in people:
        click.echo(str(one))
