"""The rows of a file with one JSON object a line. Every line is accounted for; memory is bounded by the longest line.

The columns are the keys of all objects, in the order in which they first come: one look over the file before the first
row. A cell is the value as text: numbers as they are written, true and false, nothing for null or a missing key, lists
and objects as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from suppilo.capture.imports.records import LONGEST_ROW, Record, Unreadable
from suppilo.capture.imports.refusal import RowRefused

#: A file whose objects have more different keys is no table.
MOST_COLUMNS = 5_000


class TooManyColumns(ValueError):
    """The objects of a file have too many different keys."""


class JsonLines:
    """Iterates over the objects of a file; `header` holds the keys."""

    def __init__(self, path: Path, encoding: str, *, longest: int = LONGEST_ROW) -> None:
        self.encoding = "utf-8" if encoding == "ascii" else encoding
        self.longest = longest
        self._file = path.open("rb")
        self._number = 0
        self.header = self._keys()
        self.width = len(self.header)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @property
    def bytes_read(self) -> int:
        """How far the file has been read."""
        return self._file.tell()

    def __iter__(self) -> Iterator[Record | Unreadable]:
        self._rewind()
        for raw in self._lines():
            try:
                yield Record(self._number, self._cells(self._object(raw)))
            except RowRefused as error:
                yield Unreadable(self._number, error.refusal, raw[:1_000].decode(self.encoding, "replace"))

    def _cells(self, found: dict[str, Any]) -> list[str]:
        cells = [_text(found.get(key)) for key in self.header]
        try:
            "".join(cells).encode()
        except UnicodeEncodeError as error:  # half a character, written as an escape
            raise RowRefused("undecodable", encoding=self.encoding) from error
        return cells

    def _keys(self) -> list[str]:
        keys: dict[str, None] = {}
        for raw in self._lines():
            try:
                keys.update(dict.fromkeys(self._object(raw)))
            except RowRefused:
                continue
            if len(keys) > MOST_COLUMNS:
                self.close()
                raise TooManyColumns(MOST_COLUMNS)
        return list(keys)

    def _rewind(self) -> None:
        self._file.seek(0)
        self._number = 0

    def _lines(self) -> Iterator[bytes]:
        """Lines that are not blank; of one that is too long only the beginning, longer than allowed."""
        while raw := self._file.readline(self.longest + 1):
            self._number += 1
            if len(raw) > self.longest and not raw.endswith(b"\n"):
                while (rest := self._file.readline(self.longest)) and not rest.endswith(b"\n"):
                    pass
            if raw.strip(b" \t\r\n\xef\xbb\xbf"):
                yield raw

    def _object(self, raw: bytes) -> dict[str, Any]:
        if len(raw) > self.longest:
            raise RowRefused("too_long", limit=self.longest)
        try:
            text = raw.decode(self.encoding).lstrip("\ufeff")
        except UnicodeDecodeError as error:
            raise RowRefused("undecodable", encoding=self.encoding) from error
        try:
            found = json.loads(text, parse_float=str, parse_int=str)
        except (ValueError, RecursionError) as error:
            raise RowRefused("not_json", why=str(error)) from error
        if not isinstance(found, dict):
            raise RowRefused("no_object")
        return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.replace("\0", "")
