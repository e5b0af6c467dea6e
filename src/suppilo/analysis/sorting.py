"""Rows in any order, sorted by person and time: the one order that kernels rely on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.kernel.events import Codes, Events, Ints


def person_sorted(persons: Ints, times: Ints, codes: Codes, columns: Mapping[str, Codes], size: int) -> Events:
    """The rows as Events. `persons` are numbers below `size`; persons without a row are left out."""
    order = _order(persons, times)
    if order is not None:
        persons, times, codes = persons[order], times[order], codes[order]
        columns = {key: column[order] for key, column in columns.items()}
    counts = np.bincount(persons, minlength=size) if persons.size else np.zeros(0, dtype=np.int64)
    people = np.flatnonzero(counts).astype(np.int64)
    offsets = np.zeros(people.size + 1, dtype=np.int64)
    np.cumsum(counts[people], out=offsets[1:])
    return Events(people, offsets, times, codes, columns)


def _order(persons: Ints, times: Ints) -> npt.NDArray[Any] | None:
    """Where each row goes; None when they lie right already (seen in one pass)."""
    same, later = persons[1:] == persons[:-1], times[1:] >= times[:-1]
    if bool(np.all((persons[1:] > persons[:-1]) | (same & later))):
        return None
    if bool(later.all()):
        return np.argsort(_small(persons), kind="stable")
    return _packed(persons, times) if persons.size else None


def _small(persons: Ints) -> npt.NDArray[Any]:
    """Numbers of 16 bits are sorted by radix, in linear time."""
    top = int(persons.max())
    return persons.astype(np.uint16) if top < 2**16 else persons.astype(np.uint32) if top < 2**32 else persons


def _packed(persons: Ints, times: Ints) -> npt.NDArray[Any]:
    """Person and time in one number sort twice as fast as two keys, where they fit."""
    first = int(times.min())
    bits = (int(times.max()) - first).bit_length()
    if int(persons.max()).bit_length() + bits > 63:
        return np.lexsort((times, persons))
    return np.argsort((persons << bits) | (times - first), kind="stable")
