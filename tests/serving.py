"""A real `suppilo serve` in a process of its own, to be posted to and killed."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil

ROOT = Path(__file__).resolve().parent.parent
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"


_FIXED = {"PYTHONUNBUFFERED": "1", "LANG": "C.UTF-8", "DJANGO_SETTINGS_MODULE": "suppilo.config.settings"}


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Served:
    """A running server with its supervisor."""

    address: str
    process: subprocess.Popen[str]
    home: Path
    environment: dict[str, str]
    log: Path
    kills: dict[str, int] = field(default_factory=dict)

    def pid(self, role: str) -> int | None:
        """The living process of `web` or `worker`."""
        for child in psutil.Process(self.process.pid).children():
            try:
                if role in child.cmdline() and child.status() != psutil.STATUS_ZOMBIE:
                    return child.pid
            except psutil.Error:
                continue
        return None

    def kill(self, role: str) -> bool:
        """kill -9 the process of `web` or `worker`; False when there is none just now."""
        pid = self.pid(role)
        if pid is None:
            return False
        os.kill(pid, signal.SIGKILL)
        self.kills[role] = self.kills.get(role, 0) + 1
        return True

    def send(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 30,
    ) -> Answer:
        """One request on a connection of its own. Raises OSError or HTTPException when no whole answer comes."""
        place = urlsplit(self.address)
        connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=timeout)
        try:
            connection.request(method, path, body, {"User-Agent": BROWSER, **(headers or {})})
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def insist(self, *arguments: object, tries: int = 200, **more: object) -> Answer:
        """`send` until a whole answer comes, as a patient client does."""
        for _ in range(tries):
            try:
                return self.send(*arguments, **more)  # type: ignore[arg-type]
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        raise AssertionError(f"no answer after {tries} tries\n{self.log.read_text()[-3000:]}")

    def python(self, code: str) -> str:
        """Run a script under the server's settings and answer what it prints."""
        return run_python(code, self.environment)


def environment_for(home: Path, **more: str) -> dict[str, str]:
    """The environment of a server with a home of its own; its database is SQLite in there unless said otherwise."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SUPPILO_")}
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    return {**kept, "PYTHONPATH": paths, "SUPPILO_HOME": str(home), **_FIXED, **more}


def run_python(code: str, environment: Mapping[str, str]) -> str:
    """Run a script after Django has been woken; its output. Raises with the script's errors when it fails."""
    prologue = "import django\ndjango.setup()\n"
    done = subprocess.run(
        [sys.executable, "-c", prologue + code], env=dict(environment), capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def suppilo(*arguments: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    return subprocess.run(
        [sys.executable, "-m", "suppilo", *arguments], env=dict(environment), capture_output=True, text=True, cwd=ROOT
    )


@contextmanager
def serving(environment: dict[str, str], *options: str) -> Iterator[Served]:
    """Start `suppilo serve` on a free port, wait until it answers, and end it afterwards."""
    home = Path(environment["SUPPILO_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    log = home / "serve.log"
    with log.open("w") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "suppilo", "serve", "--port", "0", *options],
            env=environment,
            stdout=sink,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
        )
    try:
        address = wait_for(lambda: re.search(r"http://\S+", log.read_text()), 240, lambda: log.read_text()[-3000:])
        served = Served(address.group(), process, home, environment, log)
        assert served.insist("GET", "/healthz", tries=1200).status == 200
        yield served
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(90)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(look: Callable[[], Any], seconds: float, tell: Callable[[], str] = str) -> Any:
    """The first answer of `look` that is not empty."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError(f"nothing came in {seconds} s: {tell()}")
