"""Answers of the library in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.table import Table
from rich.text import Text

from suppilo.analysis.pictures import funnel_figure, summary_of
from suppilo.charts.figure import Style
from suppilo.charts.table import funnel_table
from suppilo.charts.terminal import terminal_funnel
from suppilo.kernel.statistics import Unknown

if TYPE_CHECKING:
    from suppilo.analysis.frames import LeftOut
    from suppilo.analysis.funnel_answer import Funnel, Walked
    from suppilo.analysis.matching import Hint

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
    print_notes(console, style, answer.left_out)
    print_hints(console, answer.hints)


def print_hints(console: Console, hints: Sequence[Hint]) -> None:
    """Event names that stand nowhere, each in a sentence."""
    for name, near in hints:
        sentence = _("No event is called “{name}”.").format(name=name)
        meant = " " + _("Did you mean “{near}”?").format(near=near) if near else ""
        console.print(Text(sentence + meant, style="yellow"))


def print_notes(console: Console, style: Style, left_out: LeftOut) -> None:
    """How many rows took no part."""
    if not left_out:
        return
    words = ngettext(
        "{n} row left out: {unit} without unit, {time} without time, {name} without name.",
        "{n} rows left out: {unit} without unit, {time} without time, {name} without name.",
        left_out.total,
    )
    counted = {"n": left_out.total, "unit": left_out.no_unit, "time": left_out.no_time, "name": left_out.no_name}
    console.print()
    console.print(Text(words.format(**{key: style.count(value) for key, value in counted.items()}), style="dim"))


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


def walked_json(one: Walked) -> dict[str, Any]:
    """The numbers of one group as plain values; what cannot be computed is {"unknown": reason}."""
    return {
        "counts": one.counts,
        "conversion": [plain(value) for value in one.conversion],
        "overall": plain(one.overall),
        "open": one.open,
        "seconds": [
            None if took is None else {key: plain(getattr(took, key)) for key in ("mean", "median", "q1", "q3", "n")}
            for took in one.seconds
        ],
    }


def funnel_json(answer: Funnel) -> dict[str, Any]:
    """Everything as plain values, times as ISO 8601 and seconds."""
    out = answer.left_out
    found = {
        "steps": list(answer.steps),
        **walked_json(answer),
        "window_seconds": answer.window.total_seconds() if answer.window else None,
        "as_of": answer.as_of.isoformat() if answer.as_of else None,
        "left_out": {"unit": out.no_unit, "time": out.no_time, "name": out.no_name},
    }
    if answer.buckets is not None:
        found["buckets"] = [{"value": plain(one.value), **walked_json(one)} for one in answer.buckets]
    if answer.trend is not None:
        found["trend"] = [
            {"start": one.start.isoformat(), "end": one.end.isoformat(), **walked_json(one)} for one in answer.trend
        ]
    return found


def plain(value: Any) -> Any:
    """A value that JSON knows."""
    if isinstance(value, Unknown):
        return {"unknown": value.reason.value}
    return value if value is None or isinstance(value, str | int | float) else str(value)
