"""The second file of a join, kept on disk by key while the import runs: memory stays bounded however long it is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from suppilo.capture.imports.records import Record, Table, Unreadable
from suppilo.capture.imports.refusal import Refusal
from suppilo.capture.imports.refused_file import as_csv

_BATCH = 1_000
_ASKED = 500


class JoinTable:
    """The rows of a joined file by key. The table is SQLite's own temporary file: it is gone with the process."""

    def __init__(self, records: Table, key: int) -> None:
        self.read = 0
        self.refused_count = 0
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA cache_size=-8000")
        self._db.execute("CREATE TABLE rows (key TEXT, line INTEGER, cells TEXT, used INTEGER DEFAULT 0)")
        self._db.execute("CREATE TABLE refused (line INTEGER, code TEXT, reason TEXT, raw TEXT)")
        self._db.execute("BEGIN")
        batch: list[tuple[str, int, str]] = []
        for row in records:
            self.read += 1
            if isinstance(row, Unreadable) or not row.cells[key].strip():
                self._refuse(row)
                continue
            batch.append((row.cells[key].strip(), row.line, json.dumps(row.cells)))
            if len(batch) == _BATCH:
                self._add(batch)
        self._add(batch)
        self._db.execute("CREATE INDEX by_key ON rows (key, line)")
        self._db.execute("COMMIT")

    def _add(self, batch: list[tuple[str, int, str]]) -> None:
        self._db.executemany("INSERT INTO rows (key, line, cells) VALUES (?, ?, ?)", batch)
        batch.clear()

    def _refuse(self, row: Record | Unreadable) -> None:
        self.refused_count += 1
        refusal, raw = (Refusal("no_key"), as_csv(row.cells)) if isinstance(row, Record) else (row.refusal, row.raw)
        self._db.execute("INSERT INTO refused VALUES (?, ?, ?, ?)", (row.line, refusal.code, refusal.words(), raw))

    def refused(self) -> Iterator[tuple[int, str, str, str]]:
        """Line, code, reason and text of every row of this file that could not be taken."""
        yield from self._db.execute("SELECT line, code, reason, raw FROM refused ORDER BY line")

    def rows_of(self, keys: Iterable[str]) -> dict[str, list[Sequence[str]]]:
        """The rows of each key in the order of the file; they count as matched from now on."""
        wanted = sorted({key for key in keys if key})
        found: dict[str, list[Sequence[str]]] = {}
        for start in range(0, len(wanted), _ASKED):
            some = wanted[start : start + _ASKED]
            marks = ",".join("?" * len(some))
            select = f"SELECT key, cells FROM rows WHERE key IN ({marks}) ORDER BY key, line"  # noqa: S608 - only marks
            for key, cells in self._db.execute(select, some):
                found.setdefault(key, []).append(json.loads(cells))
            self._db.execute(f"UPDATE rows SET used = 1 WHERE key IN ({marks}) AND used = 0", some)  # noqa: S608
        return found

    def unmatched(self) -> Iterator[tuple[int, str]]:
        """Line and text of every row whose key no imported row had."""
        for line, cells in self._db.execute("SELECT line, cells FROM rows WHERE used = 0 ORDER BY line"):
            yield line, as_csv(json.loads(cells))

    def unmatched_count(self) -> int:
        """How many rows no imported row asked for."""
        return int(self._db.execute("SELECT count(*) FROM rows WHERE used = 0").fetchone()[0])

    def close(self) -> None:
        """Drop the table."""
        self._db.close()
