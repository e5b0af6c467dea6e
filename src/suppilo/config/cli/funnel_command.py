"""`suppilo funnel`, `retention`, `paths` and `attribution`: questions to a file of events, without a database."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _
from rich.console import Console

import suppilo as package
from suppilo.config.cli.answer_json import funnel_json
from suppilo.config.cli.answer_notes import funnel_notes
from suppilo.config.cli.answer_tables import print_funnel, print_people
from suppilo.config.cli.asking_words import in_words, style
from suppilo.config.cli.columns_given import columns
from suppilo.config.cli.more_questions import FURTHER
from suppilo.config.cli.step_text import read_exclusion, read_step


@click.command(help=_("Walk everybody in a CSV or Parquet FILE through steps: how many came how far, and how fast."))
@click.argument("file")
@click.option("--step", "steps", multiple=True, required=True, metavar="EVENT",
              help=_("A step, in order: an event, also \"purchase where amount >= 100\"."))  # fmt: skip
@columns
@click.option("--window", metavar="7d", help=_("How long a try may last, from its first step."))
@click.option("--mode", type=click.Choice(["ordered", "strict", "any_order"]), default="ordered", show_default=True,
              help=_("Whether other events may lie between the steps, and whether their order matters."))  # fmt: skip
@click.option("--exclude", "exclusions", multiple=True, metavar="EVENT[:1-2]",
              help=_("An event that voids a try, between two steps or anywhere."))  # fmt: skip
@click.option("--count", type=click.Choice(["unique", "attempt", "total"]), default="unique", show_default=True,
              help=_("Whether each is counted once, every attempt, or every event."))  # fmt: skip
@click.option("--breakdown", metavar="COLUMN", help=_("Split by a property of the events of the walk."))
@click.option("--breakdown-value", default="first", metavar="first|last|step:2", show_default=True,
              help=_("Which of the events' values counts."))  # fmt: skip
@click.option("--trend", type=click.Choice(["day", "week", "month"]), help=_("One answer for each."))
@click.option("--as-of", metavar="TIME", help=_("When we look; the last event unless given."))
@click.option("--zone", default="UTC", metavar="ZONE", show_default=True, help=_("Time zone of days, weeks, months."))
@click.option("--people", type=int, metavar="STEP", help=_("Only list who reached this step, one a line."))
@click.option("--dropped", is_flag=True, help=_("With --people: and not the next one."))
@in_words
def funnel(file: str, steps: tuple[str, ...], exclusions: tuple[str, ...], people: int | None, dropped: bool,
           svg: Path | None, as_json: bool, breakdown_value: str, period: tuple[str, str] | None,
           **asked: Any) -> None:  # fmt: skip
    """Ask, then print the picture and the tables, JSON, or the people."""
    answer = package.funnel(
        file,
        steps=[read_step(step) for step in steps],
        exclude=[read_exclusion(one) for one in exclusions],
        breakdown_value=_picked(breakdown_value),
        period=period or None,
        **asked,
    )
    if svg is not None:
        svg.write_text(answer.svg(Path(file).name), encoding="utf-8")
    if people is not None:
        print_people(answer.people(people, dropped=dropped))
    elif as_json:
        click.echo(json.dumps(funnel_json(answer, funnel_notes(answer, style())), ensure_ascii=False, indent=2))
    else:
        print_funnel(Console(highlight=False), answer, style(), asked["breakdown"])


def _picked(text: str) -> Any:
    found = re.fullmatch(r"step:(\d+)", text)
    return package.Step(int(found[1])) if found else text


COMMANDS = [funnel, *FURTHER]
