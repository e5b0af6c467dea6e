"""The command `suppilo`, before its commands are hung into it."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

import suppilo as package


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, help=_("A sales funnel from one definition."))
@click.version_option(package.__version__, prog_name="suppilo")
@click.option("--lang", help=_("Language: en, da, nb, fi or sv."), expose_value=False)
def suppilo() -> None:
    """The command `suppilo`."""
