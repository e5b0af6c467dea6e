"""Reading the buckets back, one at a time and only the columns that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from suppilo.analysis.errors import N_, BadInput
from suppilo.analysis.parquet.layout import NAME, PERSON, TIME, Card, file_of, read_card, written
from suppilo.kernel.events import Codes, Events

Plan = TypeVar("Plan")
Sums = TypeVar("Sums")


@dataclass(frozen=True)
class Columns(Mapping[str, Codes]):
    """The properties of a bucket, each read when it is asked for."""

    path: Path
    card: Card

    def __getitem__(self, column: str) -> Codes:
        """The codes of a property; raises KeyError when it was not exported."""
        kind = self.card.kinds[column]
        return _codes(_table(self.path, column)[column], [written(one, kind) for one in self.card.values[column]])

    def __iter__(self) -> Iterator[str]:
        return iter(self.card.values)

    def __len__(self) -> int:
        return len(self.card.values)


def load_bucket(folder: Path, card: Card, bucket: int) -> Events:
    """The events of one bucket. Raises naming the file, when it is missing or damaged."""
    path = file_of(folder, bucket)
    table = _table(path, PERSON, TIME, NAME)
    persons = table[PERSON].to_numpy()
    times = table[TIME].cast(pa.int64()).to_numpy()
    begins = np.flatnonzero(np.diff(persons, prepend=persons[:1] - 1)) if persons.size else np.zeros(0, dtype=np.int64)
    offsets = np.append(begins, persons.size).astype(np.int64)
    return Events(persons[begins], offsets, times, _codes(table[NAME], list(card.names)), Columns(path, card))


def _table(path: Path, *columns: str) -> Any:
    try:
        return pq.read_table(path, columns=list(columns), use_threads=False, partitioning=None)
    except FileNotFoundError:
        raise BadInput("no_export", N_("{path} is missing from the export. Export anew."), path=path) from None
    except (pa.ArrowInvalid, OSError) as problem:
        text = N_("{path} is damaged ({problem}). Export anew.")
        raise BadInput("bad_export", text, path=path, problem=problem) from problem


def _codes(column: Any, values: list[Any]) -> Codes:
    """The shared dictionary's code of each value of a column."""
    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0) if array.num_chunks else pa.array([], pa.string())
    if not isinstance(array, pa.DictionaryArray):
        array = array.dictionary_encode()
    place: dict[Any, int] = {}
    for code, value in enumerate(values):
        place.setdefault(value, code)
    width: Any = np.uint8 if len(values) <= 1 << 8 else np.uint16 if len(values) <= 1 << 16 else np.uint32
    table: npt.NDArray[Any] = np.array([place[one] for one in array.dictionary.to_pylist()] + [0], dtype=width)
    indices = array.indices.fill_null(len(array.dictionary)).to_numpy(zero_copy_only=False)
    codes: Codes = table[indices]
    return codes


@dataclass(frozen=True)
class Buckets(Sequence[Events]):
    """The buckets of an export, loaded when they are looked at."""

    folder: Path
    card: Card

    @overload
    def __getitem__(self, place: int) -> Events: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Events]: ...

    def __getitem__(self, place: int | slice) -> Events | Sequence[Events]:
        """Load one bucket, or some."""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return load_bucket(self.folder, self.card, place % len(self))

    def __len__(self) -> int:
        return self.card.buckets

    def each(self, plan: Plan, kernel: Callable[[Events, Plan], Sums], workers: int) -> list[Sums]:
        """The sums of every bucket; as many buckets in memory as there are threads."""
        with ThreadPoolExecutor(workers) as pool:
            return list(pool.map(lambda place: kernel(self[place], plan), range(len(self))))

    def span(self) -> tuple[int, int] | None:
        """When the first and the last event happened."""
        first, last = self.card.first_us, self.card.last_us
        return None if first is None or last is None else (first, last)


@dataclass(frozen=True)
class ExportedEvents:
    """An export as `StoredEvents`: the library takes it like a frame, and it need not fit into memory."""

    folder: Path
    card: Card

    @property
    def names(self) -> Sequence[str]:
        """The event name of each code."""
        return self.card.names

    @property
    def acts(self) -> Sequence[bool]:
        """Whether each name is an act."""
        return self.card.acts

    def values(self, column: str) -> Sequence[Any]:
        """The values of a property by code; raises KeyError for one that was not exported."""
        return self.card.values[column]

    def buckets(self) -> Buckets:
        """The events, bucket by bucket."""
        return Buckets(self.folder, self.card)


def open_export(folder: Path | str) -> ExportedEvents:
    """Open what `suppilo export events` wrote. Raises BadInput with the remedy."""
    return ExportedEvents(Path(folder), read_card(Path(folder)))
