"""A process that forks children which live through random histories, and die at a chosen touch of the store's files.

Own code runs unchanged: only a counter stands around the calls that open, sync, rename and remove files. Run as
`python -m`; it reads one JSON command a line and answers one JSON object a line.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from suppilo.analysis.store import growing  # noqa: E402
from suppilo.analysis.store.opening import open_store  # noqa: E402
from suppilo.events.operations import update_store  # noqa: E402
from suppilo.events.queries import compare_store, stored_events  # noqa: E402
from suppilo.events.store import places  # noqa: E402
from tests.events.store.histories import History  # noqa: E402
from tests.events.store.oracle import of_the_log, of_the_store, same  # noqa: E402

settings.STORE_BUCKETS = 4
growing.FEW = 10
growing.MOST_CUTS = 2


class Trap:
    """Kills its own process, for real, at the n-th touch of a file."""

    def __init__(self, at: int) -> None:
        self.left = at
        for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "unlink"), (Path, "open")):
            self._stand_around(owner, name)

    def _stand_around(self, owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def counted(*given: Any, **named: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given, **named)

        setattr(owner, name, counted)


def prepare() -> None:
    """Make the tables."""
    call_command("migrate", verbosity=0)


def live(workspace: int, seed: int, turns: int, kill_at: int) -> None:
    """Go on with a workspace's history, and die in the middle."""
    Trap(kill_at)
    History(seed, workspace).resumed().live(turns)


def settle(workspace: int) -> None:
    """What the store says at once is whole; brought up to the log it says what the log says, without stray files."""
    folder = places.folder_of(workspace)
    if (folder / "manifest.json").exists():
        of_the_store(open_store(folder))
    update_store(workspace)
    store = stored_events(workspace)
    same(of_the_store(store), of_the_log(workspace))
    found = compare_store(workspace)
    assert found.equal, (found.damage, found.differences())
    files = {path.name for path in folder.iterdir()} - {"lock", "manifest.json"}
    assert files >= store.manifest.files()


DOINGS = {"prepare": prepare, "live": live, "settle": settle}


def main(doings: Mapping[str, Callable[..., None]] = DOINGS) -> None:
    """Fork a child for each command and say how it ended."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                command = json.loads(line)
                doings[command.pop("do")](**command)
                connections.close_all()
                status = 0
            except Exception:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(status)
        _, status = os.waitpid(pid, 0)
        print(json.dumps({"code": os.waitstatus_to_exitcode(status)}), flush=True)


if __name__ == "__main__":
    main()
