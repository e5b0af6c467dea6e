"""The file of refused rows: where each stood, why it was refused, and its text."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

HEADER = ("file", "line", "code", "reason", "row")


class RefusedFile:
    """Appends refused rows; opened at the first one, or cut back to `size` when an import goes on.

    `sync` makes everything durable and answers the size, which the run keeps in the transaction of the same rows.
    """

    def __init__(self, path: Path, size: int) -> None:
        self.path = path
        self.size = size
        self._file: BinaryIO | None = None
        self._waiting = False
        if path.exists():
            with path.open("r+b") as file:
                file.truncate(size)
            if size == 0:
                path.unlink()

    def add(self, file: str, line: int, code: str, reason: str, row: str) -> None:
        """Append one row."""
        if self._file is None:
            self._file = self.path.open("ab")
            if self._file.tell() == 0:
                self._file.write(as_csv(HEADER).encode() + b"\r\n")
        text = as_csv((file, str(line), code, reason, row.rstrip("\r\n")))
        self._file.write(text.encode("utf-8", "backslashreplace") + b"\r\n")
        self._waiting = True

    def sync(self) -> int:
        """Bring it to the disk; answers its size."""
        if self._file is not None and self._waiting:
            self._file.flush()
            os.fsync(self._file.fileno())
            self.size = self._file.tell()
            self._waiting = False
        return self.size

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def as_csv(cells: Sequence[str]) -> str:
    """One row as CSV text, without a line end."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()
