"""`suppilo check`: does a definition hold together?"""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.markup import escape

from suppilo.definition.reading import Problem, Reading, read_bundle
from suppilo.publishing.queries import say_problem


@click.command(help=_("Look for mistakes in a definition: each with file, line, column, the key meant and the remedy."))
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
def check(path: Path, as_json: bool) -> None:
    """Read and check; exit code 1 when there are errors."""
    reading = read_bundle(path)
    if as_json:
        click.echo(json.dumps(_plain(reading), ensure_ascii=False, indent=2))
    else:
        _tell(reading, path, Console(highlight=False, soft_wrap=True))
    if reading.bundle is None:
        raise click.exceptions.Exit(1)


def _plain(reading: Reading) -> dict[str, object]:
    problems = [
        {
            "severity": problem.severity,
            "code": problem.code,
            "file": problem.file,
            "line": problem.line,
            "column": problem.column,
            "key": problem.key,
            "message": say_problem(problem),
            "params": dict(problem.params),
        }
        for problem in reading.problems
    ]
    return {"ok": reading.bundle is not None, "digest": reading.digest, "problems": problems}


def _tell(reading: Reading, path: Path, console: Console) -> None:
    for problem in reading.problems:
        _tell_one(problem, path, console)
    errors, warnings = len(reading.errors), len(reading.warnings)
    counted = ", ".join(
        (
            ngettext("%(count)d error", "%(count)d errors", errors) % {"count": errors},
            ngettext("%(count)d warning", "%(count)d warnings", warnings) % {"count": warnings},
        )
    )
    if errors:
        console.print(f"[bold red]{counted}.[/] {_('What runs is untouched.')}")
    elif warnings:
        console.print(f"[bold yellow]{counted}.[/] {_('The definition can be applied.')}")
    else:
        console.print(f"[bold green]{_('Everything holds together.')}[/]")


def _tell_one(problem: Problem, path: Path, console: Console) -> None:
    """file:line:column first, so that terminals and editors make it a link."""
    folder = path if path.is_dir() else path.parent
    place = problem.place if problem.file == str(path) else str(folder / problem.place)
    colour, word = ("red", _("error")) if problem.severity == "error" else ("yellow", _("warning"))
    console.print(f"[bold]{escape(place)}[/] [{colour}]{word}[/] [dim]{escape(problem.key)}[/]")
    console.print(f"  {escape(say_problem(problem))}")


COMMANDS = [check]
