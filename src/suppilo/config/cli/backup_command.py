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

from suppilo.config.backup import keys, making, restoring
from suppilo.config.backup.errors import BackupRefused
from suppilo.config.backup.manifest import Progress


@click.command(help=_("Write everything that is needed to run again into FILE, while the system serves."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--without-keys",
    is_flag=True,
    help=_("Leave private keys out: where it is restored, people and receivers have to allow and set things up anew."),
)
@click.option("--force", is_flag=True, help=_("Overwrite FILE."))
def backup(file: Path, without_keys: bool, force: bool) -> None:
    """One consistent file."""
    try:
        with _progress() as progress:
            made = making.make(file.absolute(), with_keys=not without_keys, overwrite=force, progress=progress)
    except BackupRefused as error:
        raise click.ClickException(str(error)) from error
    words = _("{file}: {rows} rows, {parts} parts, {size} MB.")
    size = round(file.stat().st_size / 1e6, 1)
    click.echo(words.format(file=file, rows=sum(made.counts.values()), parts=len(made.members), size=size))
    for line in _of_keys(with_keys=not without_keys):
        click.echo(line)


def _of_keys(*, with_keys: bool) -> Iterator[str]:
    """What the operator has to know of the keys, in a line or two."""
    if not with_keys:
        yield _(
            "Private keys are not in it. Where it is restored without them, notifications reach nobody until people"
            " allow them anew, mail needs new DNS records, receivers refuse webhooks, and links in sent mails stop"
            " working."
        )
        return
    yield _(
        "Private keys are in it (mail, notifications, webhooks): whoever has the file can sign as you. Lock it away."
    )
    if keys.is_set_outside():
        yield _(
            "The secret key is not in it: SUPPILO_SECRET_KEY sets it. Keep it too, or links in sent mails stop working."
        )


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
    if not done.manifest.with_keys:
        click.echo(
            _("The backup was made without private keys: bring dkim/, vapid/ and webhooks/ from where it was made.")
        )
    if done.keys.aside:
        click.echo(_("Keys that were here are kept as {paths}.").format(paths=", ".join(done.keys.aside)))
    if done.keys.stayed:
        click.echo(_("Keys here that are not in the backup stay: {paths}.").format(paths=", ".join(done.keys.stayed)))
    if done.keys.is_elsewhere:
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
