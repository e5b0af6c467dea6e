"""Rows of the log as coded arrays."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np

from suppilo.analysis.store.runs import Rows
from suppilo.analysis.store.words import Words
from suppilo.events.store.links import Links
from suppilo.events.store.reading import LogRow

#: What the log says of each fact beside its properties; a property of such a name is stored with "property." before.
OF_THE_FACT = ("origin", "traffic")
#: Whole numbers up to here are the same as integers and as floats.
_EXACT = 2**53


def coded(rows: Iterable[LogRow], words: Words, links: Links) -> Rows:
    """The rows that have a person, under the person that stands for them now. New words are added to `words`."""
    told = [row for row in rows if row.person is not None]
    texts: dict[str, int] = {}
    which = np.array([texts.setdefault(row.text, len(texts)) for row in told], dtype=np.int64)
    columns = {key: array[which] for key, array in _columns(list(texts), words).items()}
    columns["origin"] = _codes((words.value_code("origin", row.origin) for row in told), len(told))
    columns["traffic"] = _codes((words.value_code("traffic", row.traffic) for row in told), len(told))
    persons = np.array([row.person for row in told], dtype=np.int64)
    return Rows(
        links.canonical(persons),
        np.array([row.at for row in told], dtype=np.int64),
        _codes((words.code_of(row.name, row.is_act) for row in told), len(told)),
        np.array([row.seq for row in told], dtype=np.int64),
        columns,
    )


def _codes(values: Iterable[int], size: int) -> np.ndarray[Any, np.dtype[np.uint32]]:
    return np.fromiter(values, dtype=np.uint32, count=size)


def _columns(texts: list[str], words: Words) -> dict[str, np.ndarray[Any, np.dtype[np.uint32]]]:
    """Per column the code of each of the texts (most facts say the same as others, so each text is read once)."""
    columns: dict[str, np.ndarray[Any, np.dtype[np.uint32]]] = {}
    for place, text in enumerate(texts):
        for column, value in kept(text):
            code = words.value_code(column, value)
            if code:
                if column not in columns:
                    columns[column] = np.zeros(len(texts), dtype=np.uint32)
                columns[column][place] = code
    return columns


def kept(text: str) -> Iterable[tuple[str, Any]]:
    """The properties that have a value, each with its column's name, as dictionaries keep them."""
    for key, value in decoded(text).items():
        if value is not None and value != "" and value != []:
            yield f"property.{key}" if key in OF_THE_FACT else key, _plain(value)


def _plain(value: Any) -> Any:
    """A scalar; a tuple of its items for a list; {} for an object: conditions can only ask whether it is there."""
    if isinstance(value, list):
        return tuple({} if isinstance(one, list | dict) else _plain(one) for one in value)
    if isinstance(value, dict):
        return {}
    whole = isinstance(value, float) and value.is_integer() and abs(value) < _EXACT
    return int(value) if whole else value


def decoded(text: str) -> dict[str, Any]:
    """The properties in a text; quick, and also for texts with half a surrogate pair, which the quick way refuses."""
    try:
        found: dict[str, Any] = msgspec.json.decode(text)
    except msgspec.DecodeError:
        found = json.loads(text)
    return found
