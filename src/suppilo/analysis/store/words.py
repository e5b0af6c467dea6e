"""Dictionaries: what each code stands for. They only grow; files hold what was added, in order."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

import msgspec

from suppilo.analysis.store.errors import Damaged
from suppilo.analysis.store.files import fresh_name, write_new
from suppilo.analysis.store.segment import FileCard
from suppilo.analysis.store.weighing import HEAVIEST, HEAVIEST_TOGETHER, TOO_HEAVY, TOO_HEAVY_TOGETHER, weight

#: What stands for a value in a dictionary: 1 and True are two values, and an object is one whatever it holds.
_TRUE, _FALSE, _OBJECT = object(), object(), object()


class End(NamedTuple):
    """How much was known at the end of a file."""

    card: FileCard
    names: int
    columns: Mapping[str, int]
    weights: Mapping[str, int]


@dataclass
class Words:
    """Names with whether they are acts, and the values of each column from code 1 (code 0 is "no value").

    A value is a text, a number, a truth value, a tuple of such (a list), or an empty dict: an object, of which only is
    kept that it is there. `dropped` says why a column is not kept.
    """

    names: list[tuple[str, bool]] = field(default_factory=list)
    columns: dict[str, list[Any]] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    _codes: dict[str, int] = field(default_factory=dict, repr=False)
    _values: dict[str, dict[Any, int]] = field(default_factory=dict, repr=False)
    _weights: dict[str, int] = field(default_factory=dict, repr=False)
    _weight: int = 0
    _ends: list[End] = field(default_factory=list, repr=False)

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
        known = self._values.get(column)
        if known is None:
            known = {_key(one): code for code, one in enumerate(self.columns.get(column, ()), start=1)}
            self._values[column] = known
        key = _key(value)
        code = known.get(key)
        if code is None and self._has_room(column, weight(value)):
            values = self.columns.setdefault(column, [])
            values.append(value)
            code = known[key] = len(values)
        return code or 0

    def _has_room(self, column: str, more: int) -> bool:
        """Whether a column is still kept with so many bytes more; the heaviest one gives way to all the others."""
        self._add_weight(column, more)
        if self._weights[column] > HEAVIEST:
            self._drop(column, TOO_HEAVY.format(most=HEAVIEST // 1_000_000))
        elif self._weight > HEAVIEST_TOGETHER:
            heaviest = max(self._weights, key=self._weights.__getitem__)
            self._drop(heaviest, TOO_HEAVY_TOGETHER.format(most=HEAVIEST_TOGETHER // 1_000_000))
        return column not in self.dropped

    def _add_weight(self, column: str, more: int) -> None:
        self._weights[column] = self._weights.get(column, 0) + more
        self._weight += more

    def _drop(self, column: str, reason: str) -> None:
        self.dropped[column] = reason
        self.columns.pop(column, None)
        self._values.pop(column, None)
        self._weight -= self._weights.pop(column)

    def take(self, plain: Mapping[str, Any]) -> None:
        """Take in what a file holds; it continues what is known."""
        for name, is_act in plain["names"]:
            self.code_of(name, is_act)
        for column, written in plain["columns"].items():
            if column not in self.dropped:
                values = [tuple(one) if isinstance(one, list) else one for one in written]
                self.columns.setdefault(column, []).extend(values)
                told = plain.get("weights", {}).get(column)
                until = self._weights.get(column, 0)
                self._add_weight(column, told - until if told else sum(map(weight, values)))

    def save(self, folder: Path, cards: tuple[FileCard, ...], generation: int) -> tuple[FileCard, ...]:
        """Write what was added since the last `save` or `load`, and with it the last files that it outweighs.

        `cards` are the files until now; answers those that hold everything.
        """
        kept = list(self._ends) if tuple(one.card for one in self._ends) == cards else []
        content = self._content(kept)
        if not content:
            return cards
        size = len(content)
        while kept and kept[-1].card.size <= 2 * size:
            size += kept.pop().card.size
        content = self._content(kept)
        name = fresh_name(generation, "words")
        write_new(folder / name, [content])
        self._ends = kept
        self.ended(FileCard(name, len(content), zlib.crc32(content)))
        _latest[folder] = self
        return tuple(one.card for one in self._ends)

    def _content(self, kept: Sequence[End]) -> bytes:
        """What was added behind these files, as a file; nothing when nothing was."""
        names, counts = (kept[-1].names, kept[-1].columns) if kept else (0, {})
        columns = {key: values[counts.get(key, 0) :] for key, values in self.columns.items()}
        columns = {key: some for key, some in columns.items() if some}
        if not columns and names == len(self.names):
            return b""
        weights = {key: self._weights[key] for key in columns}
        # ASCII: half a surrogate pair is no UTF-8
        return json.dumps({"names": self.names[names:], "columns": columns, "weights": weights}).encode()

    def ended(self, card: FileCard) -> None:
        """Everything known now stands in files, the last of which is this one."""
        counts = {key: len(values) for key, values in self.columns.items()}
        self._ends.append(End(card, len(self.names), counts, dict(self._weights)))

    def until(self, cards: Sequence[FileCard], dropped: Mapping[str, str]) -> Words:
        """A copy of what the first of these files hold, as far as they are the ones that this came from."""
        same = 0
        while same < min(len(self._ends), len(cards)) and self._ends[same].card == cards[same]:
            same += 1
        found = Words(dropped=dict(dropped))
        if not same:
            return found
        end = self._ends[same - 1]
        wanted = {key: count for key, count in end.columns.items() if key not in dropped}
        here = {key: self.columns.get(key) for key in wanted}
        if any(values is None for values in here.values()):  # the writer has just dropped one
            return found
        found.names = self.names[: end.names]
        found._codes = {name: code for code, (name, _) in enumerate(found.names)}
        found.columns = {key: values[: wanted[key]] for key, values in here.items() if values is not None}
        found._weights = {key: end.weights[key] for key in wanted}
        found._weight = sum(found._weights.values())
        found._ends = self._ends[:same]
        return found


#: What this process read or wrote last: the next generation goes on from there, and texts are held once.
_latest: WeakValueDictionary[Path, Words] = WeakValueDictionary()


def load(folder: Path, cards: Sequence[FileCard], dropped: Mapping[str, str], like: Words | None = None) -> Words:
    """The dictionaries of these files; only those that this process does not know yet are read. Raises Damaged.

    `like`: an earlier generation's.
    """
    found = (_latest.get(folder) or like or Words()).until(cards, dropped)
    for card in cards[len(found._ends) :]:
        found.take(_plain(checked(folder, card)))
        found.ended(card)
    _latest[folder] = found
    return found


def _key(value: Any) -> Any:
    kind = type(value)
    if kind is bool:
        return _TRUE if value else _FALSE
    if kind is tuple:
        return tuple(map(_key, value))
    return _OBJECT if kind is dict else value


def _plain(content: bytes) -> dict[str, Any]:
    try:
        found: dict[str, Any] = msgspec.json.decode(content)
    except msgspec.DecodeError:  # half a surrogate pair, or a number too large for it
        found = json.loads(content)
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
