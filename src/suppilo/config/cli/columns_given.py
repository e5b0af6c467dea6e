"""The options that every question to a file has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

_OUT = click.Path(dir_okay=False, path_type=Path)


def columns(command: Callable[..., Any]) -> Callable[..., Any]:
    """What the columns of the file mean, and how the answer is given."""
    for option in (
        click.option("--lang", help=_("Language: en, da, nb, fi or sv."), expose_value=False),
        click.option("--json", "as_json", is_flag=True, help=_("Print JSON.")),
        click.option("--svg", type=_OUT, help=_("Write the picture to this file.")),
        click.option("--period", nargs=2, metavar="FROM TO", help=_("What began from FROM, before TO.")),
        click.option("--name", default="name", metavar="COLUMN", show_default=True, help=_("What happened.")),
        click.option("--time", default="time", metavar="COLUMN", show_default=True, help=_("When it happened.")),
        click.option("--unit", default="person", metavar="COLUMN", show_default=True, help=_("Who is counted.")),
    ):
        command = option(command)
    return command
