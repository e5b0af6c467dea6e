"""The peers that the walk is measured against, each with the same events in the form it likes best."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from clickstream import Clickstream

_CHUNK = 5_000_000


def parquet_of(stream: Clickstream, folder: Path) -> Path:
    """The events as one file, in order of person and time."""
    path = folder / "events.parquet"
    persons, events = stream.persons(), stream.events
    writer = None
    for start in range(0, persons.size, _CHUNK):
        part = slice(start, start + _CHUNK)
        table = pa.table(
            {
                "person": persons[part],
                "t": events.times[part],
                "code": events.codes[part],
                **{name: column[part] for name, column in events.columns.items()},
            }
        )
        writer = writer or pq.ParquetWriter(path, table.schema, compression="none")
        writer.write_table(table)
    assert writer is not None
    writer.close()
    return path


class ChDB:
    """ClickHouse in this process, its table ordered by person and time."""

    def __init__(self, path: Path, threads: int) -> None:
        from chdb import session

        self.folder = tempfile.mkdtemp(prefix="suppilo-chdb-")
        self.session = session.Session(self.folder)
        self.threads = threads
        self.session.query("CREATE DATABASE b ENGINE = Atomic")
        self.session.query(
            "CREATE TABLE b.ev (person UInt64, t UInt64, code UInt8, device UInt8, channel UInt8) ENGINE = MergeTree"
            " ORDER BY (person, t)"
        )
        self.session.query(f"INSERT INTO b.ev SELECT person, t, code, device, channel FROM file('{path}', 'Parquet')")
        self.session.query("OPTIMIZE TABLE b.ev FINAL")

    def ask(self, sql: str) -> list[tuple[str, ...]]:
        """The rows of the answer, as text."""
        settings = f" SETTINGS max_threads = {self.threads}"
        answer = str(self.session.query(sql + settings, "TabSeparated"))
        return [tuple(line.split("\t")) for line in answer.splitlines() if line]

    def close(self) -> None:
        """Leave nothing behind."""
        self.session.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class DuckDB:
    """DuckDB in this process, its table ordered by person and time."""

    def __init__(self, path: Path, threads: int) -> None:
        self.connection = duckdb.connect()
        self.connection.execute(f"SET threads = {threads}")
        self.connection.execute(f"CREATE TABLE ev AS SELECT * FROM '{path}' ORDER BY person, t")

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of the answer."""
        return self.connection.execute(sql).fetchall()

    def close(self) -> None:
        """Give the memory back."""
        self.connection.close()


class Polars:
    """Polars in this process, its frame ordered by person, time and step, and told so."""

    def __init__(self, path: Path) -> None:
        columns = pl.read_parquet(path, columns=["person", "t", "code"])
        self.frame = columns.sort("person", "t", "code").with_columns(pl.col("person").set_sorted())

    def ask(self, query: pl.LazyFrame) -> list[tuple[object, ...]]:
        """The rows of the answer."""
        return query.collect().rows()


def funnel_by_fills(frame: pl.DataFrame, window_us: int, codes: Sequence[int]) -> pl.LazyFrame:
    """A funnel of steps that no event shares, without a join or a group: one row with the people of each step.

    Each event of a step carries the latest start from which a try can have come there: that of the last event of the
    step before, filled forward over the rows of a person, whose first row begins with none. A later start is never
    worse. At 200,000 events it took half of what joins to the next event of each step (`join_asof`) did.
    """
    person, at, none = pl.col("person"), pl.col("t"), -(2**61)
    fresh = person != person.shift(1, fill_value=0)
    log = frame.lazy().filter(pl.col("code").is_in(list(codes))).with_columns(fresh.alias("fresh"))
    there, start = pl.col("code") == codes[0], at
    for n, code in enumerate(codes[1:], 2):
        begun = pl.when(there).then(start).when(pl.col("fresh")).then(none).forward_fill()
        log = log.with_columns(there.alias(f"step{n - 1}"), begun.alias(f"start{n - 1}"))
        start = pl.col(f"start{n - 1}")
        there = (pl.col("code") == code) & (at - start <= window_us)
    log = log.with_columns(there.alias(f"step{len(codes)}"))
    people = (person.filter(pl.col(f"step{n}")).set_sorted().n_unique() for n in range(1, len(codes) + 1))
    return log.select(found.alias(f"n{n}") for n, found in enumerate(people, 1))


def window_funnel(window_us: int, conditions: Sequence[str], *, where: str, mode: str = "strict_once") -> str:
    """ClickHouse's own funnel: how many people came to each level."""
    asked = f"{window_us}, '{mode}'" if mode else str(window_us)
    return (
        f"SELECT level, count() FROM (SELECT person, windowFunnel({asked})(t, {', '.join(conditions)}) AS level"
        f" FROM b.ev WHERE {where} GROUP BY person) WHERE level > 0 GROUP BY level ORDER BY level"
    )


def counts_of(rows: Sequence[tuple[object, ...]], steps: int) -> list[int]:
    """(level, people) as the number of people at each step or beyond."""
    at = np.zeros(steps + 1, dtype=np.int64)
    for level, people in rows:
        at[int(str(level))] += int(str(people))
    return [int(at[step:].sum()) for step in range(1, steps + 1)]


def timed_by_joins(window_us: int, codes: Sequence[int], *, dialect: str, table: str) -> str:
    """Counts, medians and quartiles in SQL: every try by ASOF joins, then the timed try of each person.

    For steps that no event shares it follows our rule to the letter: of the deepest tries those that were there first,
    of these the one that started last.
    """
    steps = len(codes)
    parts = [f"e{n} AS (SELECT person, t AS t{n} FROM {table} WHERE code = {code})" for n, code in enumerate(codes, 1)]
    kept = "person, t1"
    for n in range(2, steps + 1):
        before = "e1" if n == 2 else f"j{n - 1}"
        columns = ", ".join(f"l.t{i} AS t{i}" for i in range(1, n))
        if dialect == "duckdb":
            reached = f"CASE WHEN r.t{n} - l.t1 <= {window_us} THEN r.t{n} END AS t{n}"
            some = f"l.person = r.person AND r.t{n} >= l.t{n - 1}"
        else:
            reached = f"if(r.t{n} > 0 AND l.t{n - 1} > 0 AND r.t{n} - l.t1 <= {window_us}, r.t{n}, 0) AS t{n}"
            some = f"l.person = r.person AND l.t{n - 1} <= r.t{n}"
        parts.append(
            f"j{n} AS (SELECT l.person AS person, {columns}, {reached} FROM {before} l ASOF LEFT JOIN e{n} r ON {some})"
        )
        kept += f", t{n}"
    return f"WITH {', '.join(parts)}, {_picked(steps, dialect)}"


def _picked(steps: int, dialect: str) -> str:
    names = [f"t{n}" for n in range(1, steps + 1)]
    if dialect == "duckdb":
        depth = " + ".join(f"(t{n} IS NOT NULL)::INT" for n in range(1, steps + 1))
        end = "COALESCE(" + ", ".join(reversed(names)) + ")"
        best = f"arg_max(({', '.join(names)}), (depth, -reached, t1))"
        columns = ", ".join(f"b[{n}] AS t{n}" for n in range(1, steps + 1))
        gaps = ", ".join(
            f"median(t{n} - t{n - 1}), quantile_cont(t{n} - t{n - 1}, 0.25), quantile_cont(t{n} - t{n - 1}, 0.75)"
            for n in range(2, steps + 1)
        )
        counts = ", ".join(f"count(t{n})" for n in range(1, steps + 1))
    else:
        depth = " + ".join(f"(t{n} > 0)" for n in range(1, steps + 1))
        end = "greatest(" + ", ".join(names) + ")"
        best = f"argMax(({', '.join(names)}), (depth, -toInt64(reached), t1))"
        columns = ", ".join(f"b.{n} AS t{n}" for n in range(1, steps + 1))
        gaps = ", ".join(
            f"quantilesExactInclusiveIf(0.5, 0.25, 0.75)(toInt64(t{n}) - toInt64(t{n - 1}), t{n} > 0)"
            for n in range(2, steps + 1)
        )
        counts = ", ".join(f"countIf(t{n} > 0)" for n in range(1, steps + 1))
    return (
        f"tries AS (SELECT *, {depth} AS depth, {end} AS reached FROM j{steps}),"
        f" best AS (SELECT person, {best} AS b FROM tries GROUP BY person),"
        f" timed AS (SELECT {columns} FROM best) SELECT {counts}, {gaps} FROM timed"
    )
