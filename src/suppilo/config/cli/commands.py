"""All commands: each room's file in this folder adds its own."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click
from django.utils.translation import gettext as _

import suppilo as package


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, help=_("A sales funnel from one definition."))
@click.version_option(package.__version__, prog_name="suppilo")
@click.option("--lang", help=_("Language: en, da, nb, fi or sv."), expose_value=False)
def suppilo() -> None:
    """The command `suppilo`."""


#: A file `<noun>_command.py` beside this one holds the commands of one noun, in COMMANDS.
for _file in sorted(Path(__file__).parent.glob("*_command.py")):
    for _command in import_module(f"suppilo.config.cli.{_file.stem}").COMMANDS:
        suppilo.add_command(_command)
