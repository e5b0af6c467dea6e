"""`suppilo serve`, `worker`, `migrate`, and the hidden `web` that `serve` starts."""

from __future__ import annotations

import os
import signal
import socket
import threading

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suppilo.config import migrating, web
from suppilo.config.supervisor import PARENT, Child, Supervisor, listen
from suppilo.foundation.worker import Worker


@click.command(help=_("Bring the database to this version's schema."))
def migrate() -> None:
    """Apply what is pending; running it again does nothing."""
    names = migrating.migrate()
    for name in names:
        click.echo(f"  {name}")
    click.echo(
        ngettext("%(count)d change applied.", "%(count)d changes applied.", len(names)) % {"count": len(names)}
        if names
        else _("The database is up to date.")
    )


@click.command(help=_("Do the work that waits: journeys, messages, moves. Ends after the running batch when told to."))
def worker() -> None:
    """Turn until SIGTERM or SIGINT."""
    if migrating.pending():
        raise click.ClickException(_("The database is older than this program: run `suppilo migrate` first."))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: stop.set())
    Worker(stop).run(supervisor=_supervisor())


@click.command(help=_("Run the web server and the worker."))
@click.option("--host", default="127.0.0.1", show_default=True, help=_("Address to listen on."))
@click.option("--port", default=8000, show_default=True, help=_("Port to listen on; 0 takes a free one."))
@click.option("--no-worker", is_flag=True, help=_("Only the web server; run `suppilo worker` elsewhere."))
def serve(host: str, port: int, no_worker: bool) -> None:
    """Migrate if needed, print the address, and keep web and worker running."""
    if names := migrating.migrate():
        click.echo(
            ngettext("%(count)d change applied.", "%(count)d changes applied.", len(names)) % {"count": len(names)}
        )
    try:
        bound = listen(host, port)
    except OSError as error:
        raise click.ClickException(
            _("Cannot listen on %(host)s, port %(port)d: %(reason)s. Choose another with --port.")
            % {"host": host, "port": port, "reason": error.strerror}
        ) from error
    children = [Child("web", ["web", "--handle", str(bound.fileno())], (bound.fileno(),))]
    if not no_worker:
        children.append(Child("worker", ["worker"]))
    shown = f"[{host}]" if ":" in host else host
    click.echo(_("Suppilo listens on %(address)s") % {"address": f"http://{shown}:{bound.getsockname()[1]}"})
    Supervisor(children).run()


@click.command(name="web", hidden=True)
@click.option("--handle", type=int, required=True)
def serve_web(handle: int) -> None:
    """Serve on the listening socket inherited from `serve`."""
    web.run(socket.socket(fileno=handle), supervisor=_supervisor())


def _supervisor() -> int | None:
    given = os.environ.get(PARENT, "")
    # Also one that is gone already: whoever was started by it then ends at its first look.
    return int(given) if given.isdigit() else None


COMMANDS = [migrate, worker, serve, serve_web]
