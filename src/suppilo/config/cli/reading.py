"""Reading a definition on the command line: problems are printed with their places."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from suppilo.definition.reading import Reading, read_bundle
from suppilo.publishing.queries import say_problem


def read_or_complain(path: Path) -> Reading:
    """The definition at `path`; ends the command when it has errors, after printing each with file, line and column."""
    reading = read_bundle(path)
    if reading.bundle is None:
        for problem in reading.problems:
            click.echo(f"{problem.file}:{problem.line}:{problem.column}: {say_problem(problem)}", err=True)
        raise click.ClickException(_("The definition has errors; what runs is untouched."))
    return reading
