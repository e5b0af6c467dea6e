"""A backup on PostgreSQL, restored into another cluster whose transactions are counted from the start."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from suppilo.config.backup.postgresql import RENUMBER
from suppilo.foundation import ids
from tests.config.backup.processes import Place
from tests.real_parts import postgresql

pytestmark = pytest.mark.postgresql


@pytest.fixture
def here() -> Iterator[str]:
    """A database on the suite's server with the tables that it keeps ready, if it does."""
    with a_database(os.environ.get("SUPPILO_TEST_TEMPLATE", "template1")) as url:
        yield url


@pytest.fixture
def empty() -> Iterator[str]:
    """A database without tables on the suite's server."""
    with a_database("template1") as url:
        yield url


@contextmanager
def a_database(template: str) -> Iterator[str]:
    given = os.environ["SUPPILO_DATABASE_URL"]
    name = f"backup_{ids.new_id()[-12:]}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_in_a_new_cluster_readers_see_everything_and_journeys_go_on(here: str, tmp_path: Path):
    before = Place(tmp_path / "home", here).does("live", tmp_path / "all.backup")
    with psycopg.connect(here) as database:
        former = database.execute("SELECT max(xid) FROM events_event").fetchone()
    with postgresql.server() as other:
        new = Place(tmp_path / "new", other)
        with psycopg.connect(other) as database:
            now = database.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint").fetchone()
            assert now < former, "the new cluster has counted less far"
        there = new.does("back", tmp_path / "all.backup")
        assert there["before"]["report"] == before["report"]
        assert there["before"]["standing"] == before["standing"]
        assert there["before"]["inside"] == before["inside"]
        assert [1, "unknown", "restored"] in there["after"]["messages"]
        assert sorted(there["delivered"]) == ["cecilia@example.com", "daniel@example.com"]
        assert there["after"]["inside"] == [] and there["after"]["standing"] == {"lead": 4}
        assert set(there["after"]["waiting"].values()) == {0}, "nobody waits for a fact in the future"
        assert "--replace" in new.does("back", tmp_path / "all.backup")["refused"]
        outside = new.does("proofs")
        assert outside == {name: before[name] for name in outside}, "push services, DNS and receivers know it again"
        assert new.does("leaves", before["link"]) == [200, 404]


def test_facts_keep_the_order_in_which_readers_read_them(empty: str):
    """Two transactions that committed the other way round, one reader behind the other."""
    with psycopg.connect(empty, autocommit=True) as database:
        database.execute("CREATE TABLE events_event (seq bigint primary key, xid bigint)")
        database.execute("CREATE TABLE events_reread (id bigint, xid bigint)")
        database.execute("CREATE TABLE events_bookmark (reader text primary key, xid bigint, seq bigint)")
        places = [(9_000, 1), (9_000, 3), (9_001, 2), (9_005, 6), (9_005, 7), (9_007, 4), (9_008, 5), (9_008, 8)]
        marks = {"first": (9_001, 2), "second": (9_005, 7), "third": (9_007, 4), "last": (9_008, 8), "odd": (9_006, 99)}
        for xid, seq in places:
            database.execute("INSERT INTO events_event VALUES (%s, %s)", [seq, xid])
        for reader, place in marks.items():
            database.execute("INSERT INTO events_bookmark VALUES (%s, %s, %s)", [reader, *place])
        with database.transaction():
            database.execute(RENUMBER.read_text().encode())
        after = dict(database.execute("SELECT seq, xid FROM events_event").fetchall())
        moved = {reader: (xid, seq) for reader, xid, seq in database.execute("SELECT * FROM events_bookmark")}
    for reader, place in marks.items():
        unread = [seq for xid, seq in places if (xid, seq) > place]
        still = [seq for xid, seq in sorted((xid, seq) for seq, xid in after.items()) if (xid, seq) > moved[reader]]
        assert still == unread, reader
    assert max(after.values()) <= 3
