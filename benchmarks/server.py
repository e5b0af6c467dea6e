"""A server of its own for the benchmarks that need one, with the demo definition running."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "src/suppilo/definition/templates/coffee_roaster"


class Address(str):
    """Where the server is, and the environment in which it runs, for others who want its database."""

    environment: dict[str, str]
    server: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """Processor time of all its processes so far: what a ratio means on a machine that others use too."""
        every = [psutil.Process(self.server.pid), *psutil.Process(self.server.pid).children(recursive=True)]
        return sum(sum(one.cpu_times()[:2]) for one in every)


@contextmanager
def opened_roastery(*options: str, **settings: str) -> Iterator[Address]:
    """Migrate, apply the demo definition to the workspace `kaamos`, serve; gives the address."""
    home = Path(tempfile.mkdtemp(prefix="suppilo-benchmark-"))
    environment = {**os.environ, "SUPPILO_HOME": str(home), "PYTHONUNBUFFERED": "1", **settings}
    environment["PYTHONPATH"] = str(ROOT / "src")
    command = [sys.executable, "-m", "suppilo"]
    definition = home / "definition"
    shutil.copytree(TEMPLATE, definition)
    for words in (
        ["migrate"],
        ["workspace", "add", "kaamos", "--name", "Kaamos Paahtimo"],
        ["apply", str(definition), "--yes", "-w", "kaamos"],
    ):
        subprocess.run([*command, *words], env=environment, check=True, stdout=subprocess.DEVNULL)
    log = home / "serve.log"
    with log.open("w") as sink:
        server = subprocess.Popen([*command, "serve", "--port", "0", *options], env=environment, stdout=sink)
    try:
        while not (found := re.search(r"http://\S+", log.read_text())):
            time.sleep(0.05)
        address = Address(found.group())
        address.environment, address.server = environment, server
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
        shutil.rmtree(home, ignore_errors=True)
