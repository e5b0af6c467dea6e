"""Writing the buckets: the people of each by the hash of their id, their events by time."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from suppilo.analysis.errors import N_, BadInput
from suppilo.analysis.parquet.layout import (
    ACT,
    CARD,
    NAME,
    PERSON,
    TIME,
    Card,
    file_of,
    kind_of,
    write_card,
    written,
)
from suppilo.analysis.ports import StoredEvents
from suppilo.analysis.store.hashing import buckets_of
from suppilo.kernel.events import Codes, Events, Ints

_ROW_GROUP = 1_000_000


def export_buckets(
    stored: StoredEvents,
    folder: Path,
    *,
    columns: tuple[str, ...],
    buckets: int,
    replace: bool = False,
    seen: Callable[[int], None] = lambda _events: None,
) -> Card:
    """Write all events to `folder`, one Parquet file for each of `buckets` sets of people, and answer its card.

    Only one bucket is held in memory. `columns` are the properties to take along; `seen` is told the number of events
    after each bucket. Raises BadInput when the folder holds something that is not to be replaced.
    """
    if buckets < 1:
        raise BadInput("bad_buckets", N_("An export has at least one bucket, not {buckets}."), buckets=buckets)
    _make_room(folder, replace)
    kinds = {column: kind_of(stored.values(column)) for column in columns}
    sources = [(events, buckets_of(events.people, buckets)) for events in stored.buckets()]
    events, first, last = 0, None, None
    for bucket in range(buckets):
        rows = _gathered([(source, np.flatnonzero(places == bucket)) for source, places in sources], columns)
        _write(file_of(folder, bucket), rows, stored, kinds)
        events += rows.times.size
        if rows.times.size:
            first = min(first if first is not None else rows.times.min(), rows.times.min())
            last = max(last if last is not None else rows.times.max(), rows.times.max())
        seen(rows.times.size)
    card = Card(
        buckets=buckets,
        events=events,
        names=list(stored.names),
        acts=[bool(one) for one in stored.acts],
        values={column: list(stored.values(column)) for column in columns},
        kinds=kinds,
        first_us=None if first is None else int(first),
        last_us=None if last is None else int(last),
    )
    write_card(folder, card)
    return card


def _make_room(folder: Path, replace: bool) -> None:
    if folder.exists() and any(folder.iterdir()):
        if not (folder / CARD).exists():
            text = N_("{folder} holds something else than an export: choose an empty folder.")
            raise BadInput("not_empty", text, folder=folder)
        if not replace:
            text = N_("{folder} holds an export already: choose another folder, or say that it may be replaced.")
            raise BadInput("not_empty", text, folder=folder)
        (folder / CARD).unlink()
        for one in folder.glob("bucket=*"):
            shutil.rmtree(one)
    folder.mkdir(parents=True, exist_ok=True)


def _gathered(sources: list[tuple[Events, Ints]], columns: tuple[str, ...]) -> Events:
    """The events of some people of each source as rows: `people` here is the person of each event."""
    parts = []
    for events, rows in sources:
        parts.append(_rows(events, rows, columns))
        if events.overlay is not None:
            over = events.overlay
            chosen = np.flatnonzero(np.isin(over.rows, rows))
            spread = Events(events.people[over.rows], over.offsets, over.times, over.codes, over.columns)
            parts.append(_rows(spread, chosen, columns))
    people, times = (np.concatenate([part[place] for part in parts]) for place in (0, 1))
    order = np.lexsort((times, people))  # stable: what lay first at one instant stays first
    codes = np.concatenate([part[2] for part in parts])[order]
    values = {name: np.concatenate([part[3][name] for part in parts])[order] for name in columns}
    return Events(people[order], np.zeros(0, dtype=np.int64), times[order], codes, values)


def _rows(events: Events, rows: Ints, columns: tuple[str, ...]) -> tuple[Ints, Ints, Codes, dict[str, Codes]]:
    sizes = events.offsets[rows + 1] - events.offsets[rows]
    ends = np.cumsum(sizes)
    places = np.arange(int(ends[-1]) if ends.size else 0) + np.repeat(events.offsets[rows] - (ends - sizes), sizes)
    own = {name: events.columns[name][places] for name in columns}
    return np.repeat(events.people[rows], sizes), events.times[places], events.codes[places], own


def _write(path: Path, rows: Events, stored: StoredEvents, kinds: dict[str, str]) -> None:
    path.parent.mkdir(parents=True)
    acts: npt.NDArray[np.bool_] = np.array(stored.acts, dtype=np.bool_)
    arrays: dict[str, Any] = {
        PERSON: pa.array(rows.people),
        TIME: pa.array(rows.times).cast(pa.timestamp("us", tz="UTC")),
        NAME: _coded(rows.codes, list(stored.names)),
        ACT: pa.array(acts[rows.codes] if acts.size else np.zeros(0, dtype=np.bool_)),
    }
    for column, kind in kinds.items():
        values = [written(value, kind) for value in stored.values(column)]
        arrays[column] = _coded(rows.columns[column], values)
    pq.write_table(pa.table(arrays), path, compression="zstd", row_group_size=_ROW_GROUP)


def _coded(codes: Codes, values: list[Any]) -> Any:
    """A dictionary column; a code whose value is None becomes null."""
    unique: dict[Any, int] = {}
    table = np.array(
        [-1 if value is None else unique.setdefault(value, len(unique)) for value in values], dtype=np.int32
    )
    places = table[codes] if table.size else np.zeros(0, dtype=np.int32)
    dictionary = pa.array(list(unique)) if unique else pa.array([], pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(places, mask=places < 0), dictionary)
