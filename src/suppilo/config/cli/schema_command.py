"""`suppilo schema`: JSON Schema for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.utils.translation import gettext as _

from suppilo.definition.schema import schemas


@click.command(help=_("Print the JSON Schema of a definition's files, or write them to a folder for your editor."))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help=_("The folder to write to."))
def schema(out: Path | None) -> None:
    """All schemas as one JSON object by file name, or one file each."""
    if out is None:
        click.echo(json.dumps(schemas(), indent=2))
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, content in schemas().items():
        (out / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        click.echo(_("Wrote %(path)s.") % {"path": out / name})


COMMANDS = [schema]
