"""The command `suppilo`, before its commands are hung into it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click
from django.utils.translation import gettext as _

import suppilo as package


class Commands(click.Group):
    """Reads the file of a command when it is asked for: a worker need not know what a report is made of."""

    #: By name of the command, the module whose COMMANDS hold it.
    files: Mapping[str, str] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, those of files not yet read too."""
        return sorted({*self.commands, *self.files})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None for no such, and then all are read, so that the nearest can be named."""
        if cmd_name not in self.commands:
            for file in {self.files[cmd_name]} if cmd_name in self.files else {*self.files.values()}:
                for command in import_module(file).COMMANDS:
                    self.add_command(command)
        return super().get_command(ctx, cmd_name)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_("A sales funnel from one definition."),
)
@click.version_option(package.__version__, prog_name="suppilo")
@click.option("--lang", help=_("Language: en, da, nb, fi or sv."), expose_value=False)
def suppilo() -> None:
    """The command `suppilo`."""
