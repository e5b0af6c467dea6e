"""CSV and Parquet files and DuckDB relations: many dialects, one answer; what is damaged is refused and named."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

import suppilo
from suppilo import BadInput, Event

pytestmark = pytest.mark.pure
STEPS = ["vu", "achat"]
PLAIN = (
    "person,name,time,note\na,vu,2026-03-01 08:00:00,été\na,achat,2026-03-01 08:01:00,\nb,vu,2026-03-01 08:00:00,x\n"
)


def written(folder: Path, text: str, name: str = "events.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    data = text.encode(encoding)
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def counts(events: Any, **more: Any) -> list[int]:
    return suppilo.funnel(events, **{"steps": STEPS, **more}).counts


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_dialect_gives_the_same_answer(tmp_path: Path, delimiter: str, ending: str, encoding: str) -> None:
    text = PLAIN.replace(",", delimiter).replace("\n", ending)
    path = written(tmp_path, text, encoding=encoding)
    answer = suppilo.funnel(path, steps=[Event("vu", where={"note": "Été"}), "achat"])
    assert (answer.counts, answer.people(1), answer.seconds[1].median) == ([1, 1], ["a"], 60.0)


def test_a_compressed_file_and_quoted_lines_are_read(tmp_path: Path) -> None:
    quoted = (
        'name,"the ""time""",person,note\n"vu","2026-03-01T08:00:00Z","a, b","two\nlines"\n'
        'achat,2026-03-01T09:00:00+01:00,"a, b",\n'
    )
    for name in ("x.csv.gz", "x.csv", "o'brien;.txt"):
        answer = suppilo.funnel(written(tmp_path, quoted, name), steps=STEPS, time='the "time"')
        assert (answer.counts, answer.people(2), answer.seconds[1].median) == ([1, 1], ["a, b"], 0.0)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2026-03-01 08:00:00 UTC", "2026-03-01 08:01:00 UTC"),
        ("2026-03-01T08:00:00Z", "2026-03-01T08:01:00.000Z"),
        ("2026-03-01T10:00:00+02:00", "2026-03-01T03:01:00-0500"),
        ("2026-03-01 08:00", "2026-03-01 08:01"),
        ("2026-03-01 09:00:00 Europe/Berlin", "2026-03-01 08:01:00+00"),
        ("1772352000", "1772352060.0"),
    ],
)
def test_times_in_csv_are_read_as_instants(tmp_path: Path, first: str, second: str) -> None:
    answer = suppilo.funnel(written(tmp_path, f"person,name,time\n1,vu,{first}\n1,achat,{second}\n"), steps=STEPS)
    assert (answer.counts, answer.seconds[1].median) == ([1, 1], 60.0)
    assert answer.as_of == datetime(2026, 3, 1, 8, 1, tzinfo=UTC)
    assert answer.people(1) == [1]


@pytest.mark.parametrize("bad", ["01/03/2026 08:00", "1.3.2026", "soon", "2026-02-30 08:00:00", "20260301", "infinity"])
def test_other_times_in_csv_are_refused_with_their_row(tmp_path: Path, bad: str) -> None:
    path = written(tmp_path, f"person,name,time\n1,vu,2026-03-01 08:00:00\n1,achat,{bad}\n")
    with pytest.raises(BadInput) as error:
        counts(path)
    assert (error.value.code, error.value.params["row"], error.value.params["value"]) == ("bad_times", 2, bad)


def test_a_zone_and_none_do_not_mix(tmp_path: Path) -> None:
    path = written(tmp_path, "person,name,time\n1,vu,2026-03-01 08:00:00\n1,achat,2026-03-01 08:00:00+02:00\n")
    with pytest.raises(BadInput, match="mixes times with a zone"):
        counts(path)


def test_a_row_that_ends_early_lacks_its_last_values(tmp_path: Path) -> None:
    answer = suppilo.funnel(written(tmp_path, PLAIN + "a,vu,2026-03-01 09:00:00,\nc,vu"), steps=STEPS)
    assert (answer.counts, answer.left_out.no_time) == ([2, 1], 1)


def test_a_row_that_is_too_long_is_refused_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, PLAIN + "c,vu,2026-03-01 08:00:00,x,y\n")
    with pytest.raises(BadInput, match=r"events\.csv cannot be read.*Line: 5"):
        counts(path)


def test_values_mean_what_all_of_them_say(tmp_path: Path) -> None:
    rows = [("1", "10.5", "007", "true"), ("2", "9", "8", "FALSE"), ("3", "", "008", "true")]
    lines = [f"{n},vu,{n},{amount},{code},{truth}" for n, amount, code, truth in rows]
    path = written(tmp_path, "\n".join(["person,name,time,amount,code,truth", *lines]))
    for where, expected in [
        ({"amount": {"at_least": 10}}, 1),
        ({"amount": {"is_missing": True}}, 1),
        ({"code": "007"}, 1),
        ({"truth": True}, 2),
        ({"amount": [9, 10.5]}, 2),
    ]:
        assert counts(path, steps=[Event("vu", where=where)]) == [expected]
    with pytest.raises(BadInput, match="holds numbers"):
        counts(path, steps=[Event("vu", where={"amount": "9"})])


@pytest.mark.parametrize("cut", [4, 200, -1, -200])
def test_a_parquet_file_cut_off_is_refused_and_named(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "events.parquet"
    pl.DataFrame({"person": range(1000), "name": ["vu"] * 1000, "time": range(1000)}).write_parquet(path)
    assert counts(path) == [1000, 0]
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(BadInput, match=r"events\.parquet cannot be read"):
        counts(path)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("events.json", "{}", "unknown_file"),
        ("events.csv", "", "no_header"),
        ("events.csv", "a\0b,c\n", "not_csv"),
        ("events.csv", "person,person,time\n", "two_columns"),
        ("events.csv", "person;when\n", "missing_column"),
        ("events.csv.gz.csv.gz", "", "no_header"),
    ],
)
def test_what_is_no_file_of_events_is_refused_and_named(tmp_path: Path, name: str, text: str, code: str) -> None:
    with pytest.raises(BadInput) as error:
        counts(written(tmp_path, text, name))
    assert error.value.code == code


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.csv", tmp_path, str(tmp_path / "nowhere.parquet"), str(tmp_path / "*.parquet")):
        with pytest.raises(BadInput, match="no file|cannot be read|only CSV"):
            counts(path)
    with pytest.raises(BadInput, match=r"broken\.csv\.gz cannot be read"):
        (tmp_path / "broken.csv.gz").write_bytes(gzip.compress(PLAIN.encode() * 50)[:60])
        counts(tmp_path / "broken.csv.gz")


def test_only_a_header_is_an_answer_of_nobody(tmp_path: Path) -> None:
    assert counts(written(tmp_path, "person,name,time\n")) == [0, 0]


def test_several_parquet_files_are_one_log(tmp_path: Path) -> None:
    for n, name in enumerate(STEPS):
        pl.DataFrame({"person": [1], "name": [name], "time": [n]}).write_parquet(tmp_path / f"{n}.parquet")
    assert counts(str(tmp_path / "*.parquet")) == [1, 1]


def test_a_relation_is_asked_in_its_own_connection_and_leaves_nothing_behind(tmp_path: Path) -> None:
    store = tmp_path / "shop.duckdb"
    with duckdb.connect(str(store)) as connection:
        connection.execute("CREATE TABLE log (who BIGINT, what VARCHAR, moment TIMESTAMPTZ, kind ENUM('x', 'y'))")
        connection.execute(
            "INSERT INTO log VALUES (1, 'vu', '2026-03-01 08:00+02', 'x'), (1, 'achat', '2026-03-01 07:00Z', 'y')"
        )
    with duckdb.connect(str(store), read_only=True) as connection:
        relation = connection.table("log").filter("who < 5")
        steps = [Event("vu", where={"kind": "x"}), "achat"]
        answer = suppilo.funnel(relation, steps=steps, unit="who", time="moment", name="what")
        assert (answer.counts, answer.people(1), answer.seconds[1].median) == ([1, 1], [1], 3600.0)
        assert connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("log",)]
        assert connection.execute("SELECT count(*) FROM duckdb_views() WHERE NOT internal").fetchall() == [(0,)]
