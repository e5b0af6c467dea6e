"""Any dialect, any encoding, any damage: every row is read or named with its line."""

from __future__ import annotations

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppilo.capture.imports.dialect import Dialect, sniff
from suppilo.capture.imports.mapping import FileShape
from suppilo.capture.imports.opening import open_file
from suppilo.capture.imports.records import Record, Records, Unreadable
from tests.real_data import data_folder

pytestmark = pytest.mark.pure

NORDIC = [["name", "city", "note"], ["Åse Bjørk", "Tromsø", "kaffe"], ["Päivi Öhman", "Åbo", "très bien"]]


def read(path: Path, **shape: str) -> tuple[list[str], list[Record | Unreadable]]:
    opened = open_file(path, FileShape(**shape))
    try:
        return opened.records.header, list(opened.records)
    finally:
        opened.records.close()


def written(rows: list[list[str]], **dialect: object) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, **dialect).writerows(rows)
    return text.getvalue()


def cells_of(rows: list[Record | Unreadable]) -> list[list[str]]:
    return [row.cells for row in rows if isinstance(row, Record)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "mac_roman", "cp850"],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_dialect_reads_the_same(tmp_path: Path, encoding: str, delimiter: str, line_end: str):
    path = tmp_path / "leads.csv"
    path.write_bytes(written(NORDIC, delimiter=delimiter, lineterminator=line_end).encode(encoding))
    header, rows = read(path)
    assert [header, *cells_of(rows)] == NORDIC
    assert [row.line for row in rows] == [2, 3]


def test_a_given_encoding_is_believed(tmp_path: Path):
    path = tmp_path / "leads.csv"
    path.write_bytes("имя,город\nЖанна,Выборг\n".encode("cp1251"))
    assert cells_of(read(path, encoding="cp1251")[1]) == [["Жанна", "Выборг"]]


def test_a_line_of_other_bytes_in_a_utf8_file_is_refused_alone(tmp_path: Path):
    path = tmp_path / "leads.csv"
    good = "".join(f"Åse {number},Bodø\n" for number in range(5)).encode()
    path.write_bytes(b"name,city\n" + good + "Bjørn,Årjäng\n".encode("cp1252") + good)
    rows = read(path)[1]
    assert len(cells_of(rows)) == 10
    assert [(row.line, row.refusal.code) for row in rows if isinstance(row, Unreadable)] == [(7, "undecodable")]


def test_excels_separator_hint_is_no_header(tmp_path: Path):
    path = tmp_path / "leads.csv"
    path.write_text("sep=;\nname;price\nÅse;9,90\n", encoding="utf-8-sig")
    header, rows = read(path)
    assert header == ["name", "price"]
    assert (rows[0].line, cells_of(rows)) == (3, [["Åse", "9,90"]])


def test_a_cell_may_hold_line_breaks_and_the_lines_are_still_counted(tmp_path: Path):
    path = tmp_path / "leads.csv"
    path.write_text('name,note\nÅse,"one\ntwo\n\nfour"\nOlav,short\n')
    rows = read(path)[1]
    assert cells_of(rows) == [["Åse", "one\ntwo\n\nfour"], ["Olav", "short"]]
    assert [row.line for row in rows] == [2, 6]


def test_a_stray_quotation_mark_costs_its_own_line_only(tmp_path: Path):
    path = tmp_path / "leads.csv"
    lines = [f"name{number},{number}" for number in range(400)]
    lines[10] = '"stray,10'
    lines[300] = 'x,"300'
    path.write_text("name,number\n" + "\n".join(lines) + "\n")
    rows = read(path)[1]
    assert len(rows) == 400
    assert [row.line for row in rows if isinstance(row, Unreadable)] == [12, 302]


def test_a_mark_that_is_never_closed_costs_its_own_line_only_however_long_the_file(tmp_path: Path):
    path = tmp_path / "leads.csv"
    path.write_text('name,number\n"open,1\n' + "".join(f"name{number},{number}\n" for number in range(5_000)))
    records = Records(path, "utf-8", Dialect(), longest=2_000)
    rows = list(records)
    records.close()
    assert [(row.line, row.refusal.code) for row in rows if isinstance(row, Unreadable)] == [(2, "quote_open")]
    assert len(rows) == 5_001


@pytest.mark.parametrize(
    "giant",
    [
        pytest.param("Åse,{x}\n", id="bare"),
        pytest.param('Åse,"{x}"\n', id="quoted"),
        pytest.param('Åse,"{x},""{x}""\n{x}"\n', id="quoted, with marks and a line break"),
    ],
)
def test_ten_megabytes_in_one_cell_are_refused_without_being_held(tmp_path: Path, giant: str):
    path = tmp_path / "leads.csv"
    path.write_text("name,note\nfirst,1\n" + giant.format(x="x" * 10_000_000) + "last,2\n")
    opened = open_file(path, FileShape())
    tracemalloc.start()
    rows = list(opened.records)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    opened.records.close()
    assert cells_of(rows) == [["first", "1"], ["last", "2"]]
    assert [row.refusal.code for row in rows if isinstance(row, Unreadable)] == ["too_long"]
    assert peak < 40_000_000


def test_a_giant_cell_of_many_lines_is_one_refused_row(tmp_path: Path):
    path = tmp_path / "leads.csv"
    body = "line of text\n" * 5_000
    path.write_text(f'name,note\nfirst,1\nÅse,"{body}"\nlast,2\n')
    records = Records(path, "utf-8", Dialect(), longest=2_000)
    rows = list(records)
    records.close()
    assert cells_of(rows) == [["first", "1"], ["last", "2"]]
    assert [row.line for row in rows] == [2, 3, 5_004]


def test_zero_bytes_are_taken_out_and_counted_as_repaired(tmp_path: Path):
    path = tmp_path / "leads.csv"
    path.write_bytes(b"name,city\nA\x00se,Oslo\nOlav,Bergen\n")
    rows = read(path)[1]
    assert cells_of(rows) == [["Ase", "Oslo"], ["Olav", "Bergen"]]
    assert [row.repaired for row in rows] == ["nul", ""]


def test_a_row_wrapped_whole_in_quotation_marks_is_unwrapped_only_when_it_fits(tmp_path: Path):
    path = tmp_path / "leads.csv"
    path.write_text('a,b,c\n"1,""two, three"",4"\n"1,2"\n1,2,3\n')
    rows = read(path)[1]
    assert cells_of(rows) == [["1", "two, three", "4"], ["1", "2", "3"]]
    assert isinstance(rows[0], Record) and rows[0].repaired == "unwrapped"
    assert isinstance(rows[1], Unreadable) and rows[1].line == 3


def test_empty_cells_behind_the_last_column_do_no_harm(tmp_path: Path):
    path = tmp_path / "leads.csv"
    path.write_text("a,b\n1,2,,\n\n3,4,5\n6\n")
    rows = read(path)[1]
    assert cells_of(rows) == [["1", "2"]]
    assert [(row.line, row.refusal.values["found"]) for row in rows if isinstance(row, Unreadable)] == [
        (4, "3"),
        (5, "1"),
    ]


def test_the_misquoted_leads_are_all_read_and_338_are_repaired():
    folder = data_folder("lead_scoring")
    header, rows = read(folder / "messy_ttng51_338_misquoted_rows.csv")
    assert len(header) == 37
    assert len(cells_of(rows)) == len(rows) == 9_240
    assert sum(row.repaired == "unwrapped" for row in rows if isinstance(row, Record)) == 338
    assert {row[0] for row in cells_of(rows)} == {row[0] for row in cells_of(read(folder / "Leads.csv")[1])}


CELL = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="\0\r\ufeff"), max_size=12
)


@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=12),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
@settings(max_examples=150, deadline=None)
def test_what_any_writer_wrote_is_read_back(tmp_path_factory, rows, delimiter, quoting, line_end, encoding):
    path = tmp_path_factory.mktemp("round") / "leads.csv"
    whole = [["first", "second", "third"], *rows]
    path.write_bytes(written(whole, delimiter=delimiter, quoting=quoting, lineterminator=line_end).encode(encoding))
    records = Records(path, encoding, Dialect(delimiter))
    read_back = list(records)
    records.close()
    assert cells_of(read_back) == rows and len(read_back) == len(rows)


@given(text=st.text(alphabet='ab",\n\r', max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_damage_leaves_each_line_in_at_most_one_row(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("damage") / "leads.csv"
    path.write_bytes(f"x,y\n{text}".encode())
    records = Records(path, "utf-8", Dialect(), longest=30)
    rows = list(records)
    records.close()
    numbers = [row.line for row in rows]
    assert numbers == sorted(set(numbers))
    for row in rows:
        assert not isinstance(row, Record) or len(row.cells) == 2


@given(
    rows=st.lists(st.lists(st.text("abcåö 12", min_size=1, max_size=8), min_size=2, max_size=4), min_size=2),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
)
@settings(max_examples=60, deadline=None)
def test_the_delimiter_is_found_in_plain_rows(rows, delimiter):
    width = min(len(row) for row in rows)
    text = written([row[:width] for row in rows], delimiter=delimiter)
    assert sniff(text).delimiter == delimiter


def test_a_row_that_ends_early_is_refused_unless_the_mapping_says_that_its_end_is_empty(tmp_path: Path):
    path = tmp_path / "clicks.csv"
    path.write_text("at,user,session\n1,2,3\n4,5\n6\n1,2,3,4\n")
    strict, filled = read(path)[1], read(path, short_rows="fill")[1]
    assert cells_of(strict) == [["1", "2", "3"]]
    assert cells_of(filled) == [["1", "2", "3"], ["4", "5", ""]]
    assert [row.line for row in filled if isinstance(row, Unreadable)] == [4, 5]
