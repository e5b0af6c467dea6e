"""The rows of a Parquet file, read by DuckDB in the order of the file, a few thousand at a time: never the whole file.

A row has no line: it is named by its number, from 1. Cells are values as text: times as ISO 8601 (those with a zone in
UTC), true and false, nothing for null, lists and structures as JSON.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from suppilo.capture.imports.records import Record, Unreadable

MAGIC = b"PAR1"
_BATCH = 2_000
_NESTED = ("STRUCT", "MAP", "LIST", "UNION", "ARRAY")


class Broken(Exception):
    """The file was cut off or damaged; `row` is the last row that could be read."""

    def __init__(self, row: int, said: str) -> None:
        super().__init__(said.partition("\n")[0][:300])
        self.row = row


class ParquetRows:
    """Iterates over the rows of a file; `header` holds the columns. Raises Broken, also while reading."""

    encoding = "utf-8"

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._size = path.stat().st_size
        self._folder = tempfile.TemporaryDirectory(prefix="suppilo-parquet-")
        folder = self._folder.name
        self._db = duckdb.connect(config={"threads": 1, "memory_limit": "256MB", "temp_directory": folder})
        self._read = 0
        try:
            self._db.execute("SET TimeZone = 'UTC'")
            self._db.execute("SET enable_progress_bar = false")
            described = self._db.execute("DESCRIBE SELECT * FROM read_parquet(?)", [self._path]).fetchall()
            counted = self._db.execute("SELECT sum(num_rows) FROM parquet_file_metadata(?)", [self._path]).fetchall()
        except duckdb.Error as error:
            self.close()
            raise Broken(0, str(error)) from error
        self._rows = int(counted[0][0] or 0)
        self._types = {name: kind for name, kind, *_ in described}
        self.header = list(self._types)
        self.width = len(self.header)

    def close(self) -> None:
        """Let the file go."""
        self._db.close()
        self._folder.cleanup()

    @property
    def bytes_read(self) -> int:
        """About how far the file has been read, by rows."""
        return self._size * self._read // max(1, self._rows)

    def __iter__(self) -> Iterator[Record | Unreadable]:
        columns = ", ".join(_as_text(name, kind) for name, kind in self._types.items())
        # Sorting by the row's number would hold the file in memory. One thread keeps its order, which is checked.
        query = f"SELECT file_row_number, {columns} FROM read_parquet(?, file_row_number = true)"  # noqa: S608
        self._read = 0
        try:
            found = self._db.execute(query, [self._path])
            while rows := found.fetchmany(_BATCH):
                for number, *cells in rows:
                    check_order(number, self._read)
                    self._read += 1
                    yield Record(self._read, ["" if cell is None else cell.replace("\0", "") for cell in cells])
        except duckdb.Error as error:
            raise Broken(self._read, str(error)) from error


def check_order(number: int, read: int) -> None:
    """Raises Broken when the row `number` (from 0) comes after `read` rows: a row would get another's number."""
    if number != read:
        raise Broken(read, f"row {number + 1} came after row {read}.")


def _as_text(name: str, kind: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    nested = kind.endswith("]") or kind.startswith(_NESTED)
    return f"CAST(to_json({quoted}) AS VARCHAR)" if nested else f"CAST({quoted} AS VARCHAR)"
