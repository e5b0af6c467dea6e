"""A database of each release kept here comes up to the present schema and answers as it did."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from suppilo.foundation import ids

HERE = Path(__file__).parent
RELEASES = sorted(path.name.removesuffix(".sqlite.json") for path in HERE.glob("*.sqlite.json"))


def dump(release: str, database: str) -> str:
    return gzip.decompress((HERE / f"{release}.{database}.sql.gz").read_bytes()).decode()


def suppilo(*words: str, home: Path, url: str) -> str:
    environment = {**os.environ, "SUPPILO_HOME": str(home), "SUPPILO_DATABASE_URL": url}
    done = subprocess.run([sys.executable, "-m", "suppilo", *words], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def answers_as_it_did(release: str, database: str, home: Path, url: str) -> None:
    suppilo("migrate", home=home, url=url)
    said = json.loads(suppilo("report", "coffee", "--json", home=home, url=url))
    kept = json.loads((HERE / f"{release}.{database}.json").read_text())
    assert {"walk": said["walk"], "standing": said["standing"]} == kept


@pytest.mark.sqlite
@pytest.mark.parametrize("release", RELEASES)
def test_a_database_of_a_former_release_is_brought_up_on_sqlite(release: str, tmp_path: Path):
    connection = sqlite3.connect(tmp_path / "old.sqlite3")
    connection.executescript(dump(release, "sqlite"))
    connection.close()
    answers_as_it_did(release, "sqlite", tmp_path, f"sqlite:///{tmp_path}/old.sqlite3")


@pytest.mark.postgresql
@pytest.mark.parametrize("release", RELEASES)
def test_a_database_of_a_former_release_is_brought_up_on_postgresql(release: str, tmp_path: Path):
    given = urlsplit(os.environ["SUPPILO_DATABASE_URL"])
    name = f"upgrade_{ids.new_id()[-12:]}"
    url = urlunsplit(given._replace(path=f"/{name}"))
    with psycopg.connect(os.environ["SUPPILO_DATABASE_URL"], autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            with psycopg.connect(url) as connection:
                connection.execute(dump(release, "postgresql"))
            answers_as_it_did(release, "postgresql", tmp_path, url)
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.pure
def test_every_release_is_kept_for_both_databases():
    assert RELEASES, "no dump is kept"
    for release in RELEASES:
        assert (HERE / f"{release}.sqlite.sql.gz").exists()
        assert (HERE / f"{release}.postgresql.sql.gz").exists()
