"""`suppilo demo`: a small fictitious business with some weeks of past, ready to look at."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import click
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from suppilo.config import migrating
from suppilo.config.cli.serve_command import serve
from suppilo.definition import templates
from suppilo.definition.reading import read_bundle
from suppilo.foundation import clock, work
from suppilo.publishing import operations as publishing
from suppilo.publishing import queries as running
from suppilo.simulator import operations as simulator
from suppilo.team import operations as team
from suppilo.team import queries as known
from suppilo.team.models import Workspace

SLUG, EMAIL = "kaamos", "aino@kaamos.example"
VISITORS, WEEKS = 8_000, 16
_LIVED = "demo.lived"


@click.command(
    help=_("Set up the demo business, a coffee roastery with sixteen weeks of made-up past. Safe to repeat.")
)
@click.option("--serve", "and_serve", is_flag=True, help=_("Run the web server and the worker afterwards."))
@click.option("--host", default="127.0.0.1", show_default=True, help=_("Address to listen on."))
@click.option("--port", default=8000, show_default=True, help=_("Port to listen on; 0 takes a free one."))
@click.option("--visitors", default=VISITORS, show_default=True, help=_("How many visitors came in the sixteen weeks."))
@click.pass_context
def demo(context: click.Context, and_serve: bool, host: str, port: int, visitors: int) -> None:
    """Everything is done only where it is not done yet."""
    # Links in mails lead to where the demo listens; the processes that `serve` starts read this.
    address = os.environ.setdefault("SUPPILO_BASE_URL", f"http://{host}:{port}") if port else settings.BASE_URL
    migrating.migrate()
    workspace = _workspace()
    if not running.running(workspace.pk):
        reading = read_bundle(templates.path("coffee_roaster"))
        publishing.apply(workspace.pk, reading, made_from=None, note="demo")
    password = _owner(workspace)
    _past(workspace, visitors)
    click.echo(_("The demo business %(name)s is ready. Its past is made up.") % {"name": workspace.name})
    click.echo(
        _("Sign in at %(address)s as %(email)s with the password %(password)s")
        % {"address": f"{address}/studio/", "email": EMAIL, "password": password}
    )
    click.echo(_("What a visitor sees: %(address)s") % {"address": f"{address}/{SLUG}/guide"})
    if and_serve:
        # The demo takes test payments; the processes that `serve` starts read this.
        os.environ.setdefault("SUPPILO_TEST_PAYMENTS", "1")
        context.invoke(serve, host=host, port=port, no_worker=False)


def _workspace() -> Workspace:
    found = known.workspace_called(SLUG)
    if found is None:
        return team.create_workspace(slug=SLUG, name="Kaamos Paahtimo", is_demo=True)
    if not found.is_demo:
        raise click.ClickException(_("A workspace called %(slug)s exists and is no demo.") % {"slug": SLUG})
    return found


def _owner(workspace: Workspace) -> str:
    """The owner's password: made once, kept beside the database for its owner's eyes only."""
    path = Path(settings.HOME) / "demo_password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(9))
    password = path.read_text(encoding="utf-8").strip()
    if known.user_called(EMAIL) is None:
        language = get_language() or "en"
        user = team.create_user(email=EMAIL, password=password, name="Aino", language=language)
        team.add_member(workspace=workspace, user=user, role="owner")
    return password


def _past(workspace: Workspace, visitors: int) -> None:
    """Sixteen weeks up to the workspace's making; an earlier run that was cut short is gone on with."""
    if any(entry.action == _LIVED for entry in known.audit_of(workspace, limit=100_000)):
        return
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(), console=Console(stderr=True)
    ) as progress:
        task = progress.add_task(_("Making up a past"), total=visitors)
        simulator.live_the_past(
            workspace.pk,
            anchor=workspace.created_at,
            weeks=WEEKS,
            visitors=visitors,
            watch=lambda done: progress.update(task, completed=done),
        )
        settling = progress.add_task(_("Settling stages"), total=None)
        while sum(work.run_due(clock.now(), only=("settle",), rounds=1).values()):
            progress.advance(settling)
        progress.update(settling, total=1, completed=1)
    team.audit(workspace=workspace, user=None, action=_LIVED, subject=SLUG, details={"visitors": visitors})


COMMANDS = [demo]
