"""JSON lines and Parquet: the same import as from CSV, every row accounted for."""

from __future__ import annotations

import csv
import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from suppilo.capture.imports.jsonl import JsonLines
from suppilo.capture.imports.parquet import Broken, ParquetRows, check_order
from suppilo.capture.imports.records import Record
from suppilo.capture.models import ImportRun
from suppilo.capture.operations import CannotImport, ImportReport, import_file
from suppilo.capture.queries import suggest_mapping
from suppilo.events.models import Event
from suppilo.foundation import clock
from suppilo.people.models import Identifier
from suppilo.people.queries import attributes_of, find
from suppilo.team.models import Workspace
from tests.capture.business import NOON
from tests.serving import environment_for, run_python

MAPPING = """\
name: crm
identifiers: { external: id, email: mail }
attributes: { city: city, cups: cups }
consents:
  - { purpose: newsletter, column: news, states: { "true": granted, "false": withdrawn } }
facts:
  - { fact: lead_imported, at: created, id: id }
"""
PEOPLE = [
    {"id": 1, "mail": "anna@example.com", "city": "Åbo", "cups": 2.5, "news": True, "created": "2026-02-01T08:00:00Z"},
    {"id": 2, "mail": "bo@example.com", "city": None, "cups": None, "news": False, "created": "2026-02-02T08:00:00Z"},
    {"id": 3, "mail": "cecilia@example.com", "created": "2026-02-03T08:00:00Z", "extra": ["a", 1]},
]

READ = """
import resource
from pathlib import Path
from suppilo.capture.imports.mapping import FileShape
from suppilo.capture.imports.opening import open_file
idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(1 for _row in open_file(Path({path!r}), FileShape()).records)
print(count, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - idle) / 1000)
"""


def take(workspace: Workspace, path: Path, mapping: str = MAPPING) -> ImportReport:
    with clock.at(NOON):
        refused = path.parent / "refused.csv"
        return import_file(workspace_id=workspace.pk, path=path, mapping=mapping, refused=refused)


def refused(path: Path) -> list[tuple[str, str]]:
    with (path.parent / "refused.csv").open(newline="") as file:
        return [(row["line"], row["code"]) for row in csv.DictReader(file)]


def as_jsonl(path: Path, rows: list[object]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return path


def as_parquet(path: Path, rows: list[dict], groups: int = 2) -> Path:
    columns = {"id": pa.int64(), "mail": pa.string(), "city": pa.string(), "cups": pa.float64(), "news": pa.bool_()}
    given = {name: [row.get(name) for row in rows] for name in columns}
    instants = [datetime.fromisoformat(row["created"]) for row in rows]
    table = pa.table(
        {
            **{name: pa.array(given[name], kind) for name, kind in columns.items()},
            "created": pa.array(instants, pa.timestamp("us", tz="UTC")),
        }
    )
    pq.write_table(table, path, row_group_size=groups)
    return path


def known(workspace: Workspace) -> dict[str, object]:
    people = {key: find(workspace.pk, "external", key) for key in ("1", "2", "3")}
    attributes = attributes_of([one for one in people.values() if one])
    return {key: attributes[one] for key, one in people.items() if one}


@pytest.mark.parametrize("write", [as_jsonl, as_parquet])
def test_people_and_facts_come_in_as_from_csv(workspace: Workspace, tmp_path: Path, write):
    path = write(tmp_path / f"leads.{'jsonl' if write is as_jsonl else 'parquet'}", PEOPLE)
    report = take(workspace, path)
    assert (report.read, report.created, report.refused) == (3, 3, 0)
    assert known(workspace) == {"1": {"city": "Åbo", "cups": 2.5}, "2": {}, "3": {}}
    times = Event.objects.filter(name="lead_imported").order_by("at").values_list("at", flat=True)
    assert list(times) == [datetime(2026, 2, day, 8, tzinfo=UTC) for day in (1, 2, 3)]
    assert take(workspace, path).unchanged == 3


def test_a_line_that_is_no_object_is_kept_as_a_refused_row(workspace: Workspace, tmp_path: Path):
    path = tmp_path / "leads.ndjson"
    good = [json.dumps(row) for row in PEOPLE]
    lines = [good[0], "[1, 2]", "{broken", "", '"word"', good[1], '{"id": "\\ud800"}', good[2]]
    path.write_bytes("\n".join(lines).encode() + b'\n{"id": "\xff"}\n')
    report = take(workspace, path)
    assert (report.read, report.created, report.refused) == (8, 3, 5)
    codes = ["no_object", "not_json", "no_object", "undecodable", "undecodable"]
    assert refused(path) == list(zip(["2", "3", "5", "7", "9"], codes, strict=True))


def test_a_line_that_is_too_long_is_refused_and_the_next_is_read(tmp_path: Path):
    path = tmp_path / "long.jsonl"
    path.write_text('{"id": 1}\n{"id": "' + "x" * 5_000 + '"}\n{"id": 3}\n')
    with closing(JsonLines(path, "utf-8", longest=1_000)) as table:
        rows = list(table)
    assert [(row.line, isinstance(row, Record)) for row in rows] == [(1, True), (2, False), (3, True)]


def test_a_key_that_comes_late_is_a_column_too(tmp_path: Path):
    path = as_jsonl(tmp_path / "a.jsonl", [{"id": 1}, {"id": 2, "late": {"a": ["x"]}}])
    with closing(JsonLines(path, "utf-8")) as table:
        assert table.header == ["id", "late"]
        assert [row.cells for row in table] == [["1", ""], ["2", '{"a": ["x"]}']]


def test_a_parquet_file_comes_in_its_own_order_however_it_is_grouped(tmp_path: Path):
    rows = [{**PEOPLE[0], "id": number} for number in range(7_000)]
    path = as_parquet(tmp_path / "many.parquet", rows, groups=700)
    with closing(ParquetRows(path)) as table:
        found = [(row.line, row.cells[0]) for row in table]
    assert found == [(n + 1, str(n)) for n in range(7_000)]
    check_order(7_000, read=7_000)
    with pytest.raises(Broken, match="row 7002 came after row 7000"):
        check_order(7_001, read=7_000)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, kind: str):
    """Megabytes over the idle process: the reader alone, on ten times the rows."""
    peaks = []
    for rows in (60_000, 600_000):
        path = tmp_path / f"{rows}.{kind}"
        numbers = pl.int_range(rows, eager=True).cast(pl.String)
        frame = pl.DataFrame({"id": numbers, "mail": numbers + "@example.com", "city": numbers + " Main Street, Oslo"})
        write = {"csv": frame.write_csv, "jsonl": frame.write_ndjson, "parquet": frame.write_parquet}
        write[kind](path)
        count, grown = run_python(READ.format(path=str(path)), environment_for(tmp_path)).split()
        assert int(count) == rows
        peaks.append(float(grown))
    assert peaks[1] < peaks[0] + 30


@pytest.mark.parametrize("keep", [0.5, 0.9])
def test_a_parquet_file_cut_off_is_refused_and_named(workspace: Workspace, tmp_path: Path, keep: float):
    whole = as_parquet(tmp_path / "whole.parquet", PEOPLE).read_bytes()
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(whole[: int(len(whole) * keep)])
    with pytest.raises(CannotImport, match=r"cut\.parquet is no whole Parquet file"):
        take(workspace, cut)
    assert not Identifier.objects.exists() and not ImportRun.objects.exists()


def test_a_parquet_file_damaged_inside_stops_the_import_which_goes_on_with_a_whole_one(
    workspace: Workspace, tmp_path: Path
):
    whole = as_parquet(tmp_path / "leads.parquet", PEOPLE).read_bytes()
    at = whole.index(b"bo@example")
    damaged = tmp_path / "damaged.parquet"
    damaged.write_bytes(whole[: at - 40] + b"\xff" * 40 + whole[at:])
    with pytest.raises((CannotImport, Broken), match=r"damaged"):
        take(workspace, damaged)
    assert take(workspace, tmp_path / "leads.parquet").read == 3
    assert set(known(workspace)) == {"1", "2", "3"}


def test_what_kind_a_file_is_may_be_said_or_is_seen(workspace: Workspace, tmp_path: Path):
    path = as_jsonl(tmp_path / "leads.txt", PEOPLE)
    assert take(workspace, path).created == 3
    assert "format: jsonl" in suggest_mapping(path)
    assert "format: parquet" in suggest_mapping(as_parquet(tmp_path / "leads.parquet", PEOPLE))
    with pytest.raises(CannotImport, match="no whole Parquet file"):
        take(workspace, path, MAPPING + "file: { format: parquet }\n")
