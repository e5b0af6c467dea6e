"""How a CSV file is written: its encoding, delimiter and columns, from a look at the file itself."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from suppilo.analysis.errors import N_, BadInput

_SAMPLE = 1 << 16
_DELIMITERS = (",", ";", "\t", "|")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Delimited:
    """A CSV file in UTF-8 at `path`, with its delimiter and the names of its columns."""

    path: str
    delimiter: str
    columns: tuple[str, ...]


@contextmanager
def delimited(name: str) -> Iterator[Delimited]:
    """The file as DuckDB can read it: as it is when it is UTF-8, else as a copy that is gone afterwards."""
    try:
        encoding = _encoding(name)
    except (OSError, EOFError) as error:
        raise BadInput("unreadable", N_("{file} cannot be read: {problem}"), file=name, problem=str(error)) from error
    if encoding in ("utf-8", "utf-8-sig"):
        yield _form(name, name, encoding)
        return
    with tempfile.TemporaryDirectory(prefix="suppilo-") as folder:
        copy = Path(folder) / "events.csv"
        with _opened(name) as source, copy.open("w", encoding="utf-8", newline="") as target:
            reader = io.TextIOWrapper(source, encoding=encoding, newline="", errors="replace")
            while part := reader.read(1 << 20):
                target.write(part)
        yield _form(name, str(copy), "utf-8")


def _opened(name: str) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(name, "rb")) if name.lower().endswith(".gz") else Path(name).open("rb")


def _encoding(name: str) -> str:
    """A mark decides first, then sound UTF-8; what is neither is Western European Windows text."""
    with _opened(name) as file:
        start = file.read(_SAMPLE)
        for mark, encoding in _MARKS:
            if start.startswith(mark):
                return encoding
        decoder = codecs.getincrementaldecoder("utf-8")()
        part = start
        while part:
            try:
                decoder.decode(part)
            except UnicodeDecodeError:
                return "cp1252"
            part = file.read(1 << 20)
    return "utf-8"


def _form(name: str, path: str, encoding: str) -> Delimited:
    with _opened(path) as file:
        lines = io.TextIOWrapper(file, encoding=encoding, newline="")
        start = lines.read(_SAMPLE)
    if "\0" in start:
        raise BadInput("not_csv", N_("{file} is no CSV file: it holds bytes that are no text."), file=name)
    delimiter = _delimiter(start)
    header = next(csv.reader(io.StringIO(start), delimiter=delimiter), [])
    columns = tuple(column.strip() for column in header)
    if not any(columns):
        raise BadInput("no_header", N_("{file} is empty: its first line must name the columns."), file=name)
    if len(set(columns)) < len(columns):
        twice = next(column for column in columns if columns.count(column) > 1)
        text = N_("{file}: two columns are called {column!r}. Rename one in the first line.")
        raise BadInput("two_columns", text, file=name, column=twice)
    return Delimited(path, delimiter, columns)


def _delimiter(start: str) -> str:
    """The one that stands most often in the first line, outside quotation marks."""
    first = start.splitlines()[0] if start.strip() else ""
    bare = "".join(first.split('"')[::2])
    return max(_DELIMITERS, key=lambda one: (bare.count(one), -_DELIMITERS.index(one)))
