"""A process that forks workers, so that each can be killed for real without waking Django anew.

Own code runs unchanged in the workers: only a counter stands around Django's commit. Run as `python -m`; it reads one
list of JSON commands a line, does them at the same time, and answers a list a line.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402

from suppilo.capture.operations import submit_form  # noqa: E402
from suppilo.capture.queries import form_state  # noqa: E402
from suppilo.definition.reading import read_bundle  # noqa: E402
from suppilo.foundation import clock, work  # noqa: E402
from suppilo.messages import ports, tasks  # noqa: E402
from suppilo.messages.models import Outgoing  # noqa: E402
from suppilo.people import queries as people  # noqa: E402
from suppilo.publishing import operations as publishing  # noqa: E402
from suppilo.team.operations import create_workspace  # noqa: E402
from tests.serving import BROWSER, ROOT  # noqa: E402

ROASTERY = ROOT / "src/suppilo/definition/templates/coffee_roaster"
START = datetime.fromisoformat("2026-03-10T10:00:00+00:00")


def prepare(leads: int) -> dict[str, Any]:
    """Migrate, publish the demo definition, and let people send its form; nobody has worked yet."""
    call_command("migrate", verbosity=0)
    workspace = create_workspace(slug="kaamos", name="Kaamos Paahtimo")
    with clock.at(START):
        publishing.apply(workspace.pk, read_bundle(ROASTERY), made_from=None)
        for number in range(leads):
            _post(workspace.pk, number)
    return {"leads": leads}


def _post(workspace_id: int, number: int) -> None:
    shown = form_state(workspace_id, form_id="guide_form", now=START - timedelta(minutes=1))
    submit_form(
        workspace_id,
        form_id="guide_form",
        values={"email": f"lead{number}@example.com"},
        token=shown.token,
        shown_at_token=shown.shown_at,
        honeypot="",
        visitor=None,
        consents=set(),
        page="guide",
        language="en",
        tags={},
        ip="192.0.2.17",
        user_agent=BROWSER,
        now=START,
    )


class Killer:
    """Dies at the n-th commit, before or after it. n = 0 never does, and counts."""

    def __init__(self, at: int, when: str) -> None:
        self.at, self.when, self.count = at, when, 0
        self._commit = BaseDatabaseWrapper.commit

    def install(self) -> None:
        """Stand around every commit of this process."""
        killer, commit = self, self._commit

        def counted(wrapper: BaseDatabaseWrapper) -> None:
            killer.count += 1
            if killer.count == killer.at and killer.when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            commit(wrapper)
            if killer.count == killer.at:
                os.kill(os.getpid(), signal.SIGKILL)

        BaseDatabaseWrapper.commit = counted  # type: ignore[method-assign]


def turn(at: int, when: str, minutes: int, connections: int = 1, batch: int = tasks.BATCH) -> dict[str, Any]:
    """Work until nothing is due, `minutes` after the start, over so many connections; perhaps die on the way.

    `batch`: how many messages are taken at a time, few where two are to share them.
    """
    tasks.BATCH = batch
    provider = ports.provider_of("email")
    assert provider is not None
    provider.connections = connections
    killer = Killer(at, when)
    killer.install()
    with clock.at(START + timedelta(minutes=minutes)):
        work.run_due(clock.now())
    return {"commits": killer.count}


def look() -> dict[str, Any]:
    """What stands in the outbox: address, status, reason and reference of each message."""
    rows = list(Outgoing.objects.order_by("pk"))
    addresses = people.contact({row.person_id for row in rows}, "email")
    return {
        "messages": [
            [addresses.get(row.person_id, ""), row.message_id, row.status, row.reason, row.reference] for row in rows
        ]
    }


def clone(name: str) -> dict[str, Any]:
    """A copy of the prepared database under another name."""
    own = settings.DATABASES["default"]["NAME"]
    if connection.vendor == "sqlite":
        shutil.copy(own, name)
    else:
        connection.settings_dict["NAME"] = "postgres"
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{own}"')
    return {}


def drop(name: str) -> dict[str, Any]:
    """Remove a copy."""
    if connection.vendor == "sqlite":
        for end in ("", "-wal", "-shm"):
            Path(name + end).unlink(missing_ok=True)
    else:
        connection.settings_dict["NAME"] = "postgres"
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    return {}


Doings = Mapping[str, Callable[..., dict[str, Any]]]
DOINGS: Doings = {"prepare": prepare, "turn": turn, "look": look, "clone": clone, "drop": drop}


def child(command: dict[str, Any], go: int, answer: int, doings: Doings) -> None:
    """In the fork: wait for the signal, do it, write the answer."""
    os.read(go, 1)
    database = command.pop("database", "")
    if database:
        connections["default"].settings_dict["NAME"] = database
    result = doings[command.pop("do")](**command)
    connections.close_all()
    os.write(answer, json.dumps(result).encode())


@dataclass
class Fork:
    """A child with a command, and the ends of the pipes to it."""

    pid: int
    go: int
    answer: int

    def ended(self) -> dict[str, Any]:
        """Wait for its end: what it answered, and how it ended (-9 when it was killed)."""
        said = b""
        while part := os.read(self.answer, 65536):
            said += part
        _, status = os.waitpid(self.pid, 0)
        for handle in (self.go, self.answer):
            os.close(handle)
        code = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        return {"code": code, **(json.loads(said) if said else {})}


def forked(command: dict[str, Any], doings: Doings) -> Fork:
    """A child that waits to be told to go."""
    go_read, go_write = os.pipe()
    answer_read, answer_write = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(answer_read)
            os.close(go_write)
            child(command, go_read, answer_write, doings)
            status = 0
        finally:
            os._exit(status)
    os.close(answer_write)
    os.close(go_read)
    return Fork(pid, go_write, answer_read)


def main(doings: Doings = DOINGS) -> None:
    """Fork a child for each command of the list in a line; say their pids, start them together when told, and say how
    they ended."""
    for line in sys.stdin:
        forks = [forked(command, doings) for command in json.loads(line)]
        print(json.dumps([one.pid for one in forks]), flush=True)
        sys.stdin.readline()
        for one in forks:
            os.write(one.go, b"g")
        print(json.dumps([one.ended() for one in forks]), flush=True)


if __name__ == "__main__":
    main()
