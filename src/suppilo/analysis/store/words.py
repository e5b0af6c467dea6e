"""Dictionaries: what each code stands for. They only grow; files hold what was added, in order."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from suppilo.analysis.store.errors import Damaged
from suppilo.analysis.store.files import fresh_name, write_new
from suppilo.analysis.store.segment import FileCard

#: A property with more values than this is no dictionary: its column is dropped, and the manifest says so.
MOST_VALUES = 65_535
LONGEST_TEXT = 500
#: So many files of additions are written as one.
MOST_FILES = 32


@dataclass
class Words:
    """Names with whether they are acts, and the values of each column from code 1 (code 0 is "no value")."""

    names: list[tuple[str, bool]] = field(default_factory=list)
    columns: dict[str, list[Any]] = field(default_factory=dict)
    _codes: dict[str, int] = field(default_factory=dict, repr=False)
    _values: dict[str, dict[Any, int]] = field(default_factory=dict, repr=False)
    dropped: dict[str, str] = field(default_factory=dict)
    _saved: dict[str, int] = field(default_factory=dict, repr=False)
    _saved_names: int = 0

    def code_of(self, name: str, is_act: bool) -> int:
        """The code of an event name; a new one is added."""
        code = self._codes.get(name)
        if code is None:
            code = self._codes[name] = len(self.names)
            self.names.append((name, is_act))
        return code

    def value_code(self, column: str, value: Any) -> int:
        """The code of a value; a new one is added. 0 where the column is dropped, now or before."""
        if column in self.dropped:
            return 0
        key = (type(value) is bool, value)
        known = self._values.setdefault(column, {})
        code = known.get(key)
        if code is not None:
            return code
        if len(known) >= MOST_VALUES:
            return self._drop(column, f"more than {MOST_VALUES} values")
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            return self._drop(column, f"a text longer than {LONGEST_TEXT} characters")
        self.columns.setdefault(column, []).append(value)
        known[key] = len(self.columns[column])
        return known[key]

    def _drop(self, column: str, reason: str) -> int:
        self.dropped[column] = reason
        self.columns.pop(column, None)
        self._values.pop(column, None)
        self._saved.pop(column, None)
        return 0

    def add(self, names: Sequence[Sequence[Any]], columns: dict[str, list[Any]]) -> None:
        """Take in what a file holds."""
        for name, is_act in names:
            self.code_of(name, is_act)
        for column, values in columns.items():
            for value in values:
                self.value_code(column, value)

    def save(self, folder: Path, cards: tuple[FileCard, ...], generation: int) -> tuple[FileCard, ...]:
        """Write what was added since the last `save` or `load`; answers the cards of all files."""
        whole = len(cards) >= MOST_FILES
        first = 0 if whole else self._saved_names
        saved: dict[str, int] = {} if whole else self._saved
        columns = {key: values[saved.get(key, 0) :] for key, values in self.columns.items()}
        fresh = {"names": self.names[first:], "columns": {key: some for key, some in columns.items() if some}}
        if not whole and not fresh["names"] and not fresh["columns"]:
            return cards
        content = json.dumps(fresh).encode()  # ASCII: half a surrogate pair is no UTF-8
        name = fresh_name(generation, "words")
        write_new(folder / name, [content])
        self.mark_saved()
        card = FileCard(name, len(content), zlib.crc32(content))
        return (card,) if whole else (*cards, card)

    def mark_saved(self) -> None:
        """Everything known now stands in files."""
        self._saved_names = len(self.names)
        self._saved = {key: len(values) for key, values in self.columns.items()}


def load(folder: Path, cards: Sequence[FileCard], dropped: dict[str, str]) -> Words:
    """The dictionaries of these files. Raises Damaged."""
    found = Words(dropped=dict(dropped))
    for card in cards:
        plain = json.loads(checked(folder, card))
        found.add(plain["names"], plain["columns"])
    found.mark_saved()
    return found


def checked(folder: Path, card: FileCard) -> bytes:
    """The bytes of a small file. Raises Damaged when it is missing or not what was written."""
    path = folder / card.name
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise Damaged(path, "the file is missing") from error
    if len(content) != card.size or zlib.crc32(content) != card.crc:
        raise Damaged(path, "the file is not what was written (checksum)")
    return content
