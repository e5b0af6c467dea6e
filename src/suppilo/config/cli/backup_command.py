"""`suppilo backup` and `suppilo restore`: everything that is needed to run again, in one file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn
from rich.progress import Progress as Bars

from suppilo.config.backup import making, restoring
from suppilo.config.backup.errors import BackupRefused
from suppilo.config.backup.manifest import Progress


@click.command(help=_("Write everything that is needed to run again into FILE, while the system serves."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with-secrets", is_flag=True, help=_("Put the secret key in as well: keep such a file locked away."))
@click.option("--force", is_flag=True, help=_("Overwrite FILE."))
def backup(file: Path, with_secrets: bool, force: bool) -> None:
    """One consistent file."""
    try:
        with _progress() as progress:
            made = making.make(file.absolute(), with_secrets=with_secrets, overwrite=force, progress=progress)
    except BackupRefused as error:
        raise click.ClickException(str(error)) from error
    words = _("{file}: {rows} rows, {parts} parts, {size} MB.")
    size = round(file.stat().st_size / 1e6, 1)
    click.echo(words.format(file=file, rows=sum(made.counts.values()), parts=len(made.members), size=size))
    if not with_secrets:
        click.echo(_("The secret key is not in it: keep SUPPILO_SECRET_KEY, or the file secret_key, somewhere else."))


@click.command(help=_("Put the backup FILE in place here. It is verified first."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help=_("Put it in the place of the database that is here."))
@click.option("--new-key", is_flag=True, help=_("Go on with another secret key than the backup's."))
@click.option(
    "--forget-waiting",
    is_flag=True,
    help=_("Send nothing that waited when the backup was made: it may have been sent since."),
)
def restore(file: Path, replace: bool, new_key: bool, forget_waiting: bool) -> None:
    """Verify, put in place, bring to this version."""
    try:
        with _progress() as progress:
            done = restoring.restore(
                file.absolute(), replace=replace, new_key=new_key, forget_waiting=forget_waiting, progress=progress
            )
    except BackupRefused as error:
        raise click.ClickException(str(error)) from error
    click.echo(_("Restored as of {made_at}.").format(made_at=done.manifest.made_at))
    if done.migrated:
        count = len(done.migrated)
        click.echo(ngettext("{n} migration ran.", "{n} migrations ran.", count).format(n=count))
    if done.unknown:
        words = ngettext(
            "{n} message may or may not have been sent: it is not sent again.",
            "{n} messages may or may not have been sent: they are not sent again.",
            done.unknown,
        )
        click.echo(words.format(n=done.unknown))
    if done.aside:
        click.echo(_("The former database is at {path}.").format(path=done.aside))
    if done.key_is_elsewhere:
        click.echo(_("SUPPILO_SECRET_KEY is set to another key than the backup's: the one that is set counts."))


@contextmanager
def _progress() -> Iterator[Progress]:
    """Bars on the terminal's error output, one for each thing that is done."""
    with Bars(TextColumn("{task.description}"), BarColumn(), console=Console(stderr=True)) as bars:
        known: dict[str, TaskID] = {}

        def told(what: str, done: int, total: int) -> None:
            if what not in known:
                known[what] = bars.add_task(what, total=total or None)
            bars.update(known[what], completed=done, total=total or None)

        yield told


COMMANDS = [backup, restore]
