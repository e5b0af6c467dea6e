"""Any dataframe as the arrays that kernels read.

Columns are coded by the dataframe's own library, rows sorted once; only the columns that the question names are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np

from suppilo.analysis.errors import N_, BadInput, missing_column
from suppilo.analysis.factorising import Codes, factorised, narrow
from suppilo.analysis.instants import Flags, Ints, from_objects, from_seconds, text_times
from suppilo.analysis.sorting import person_sorted
from suppilo.kernel.events import Events


@dataclass(frozen=True)
class LeftOut:
    """Rows that take no part, because they lack the unit, the time or the name (each counted once, in this order).

    `no_person`: stored events of nobody, in the whole store: whatever is counted, they are in no answer.
    """

    no_unit: int = 0
    no_time: int = 0
    no_name: int = 0
    no_person: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.no_unit + self.no_time + self.no_name + self.no_person

    def __bool__(self) -> bool:
        return self.total > 0

    def __str__(self) -> str:
        return f"{self.total:,} rows without unit, time or name" + f", {self.no_person:,} of nobody" * bool(
            self.no_person
        )


@dataclass(frozen=True)
class Columns:
    """Which columns to read: the counted unit, the time, the event's name, and properties."""

    unit: str
    time: str
    name: str
    properties: tuple[str, ...] = ()

    @property
    def needed(self) -> list[str]:
        """Each of them once."""
        return list(dict.fromkeys((self.unit, self.time, self.name, *self.properties)))


@dataclass(frozen=True)
class FrameEvents:
    """Events in memory, as stored ones are: one set of arrays with its dictionaries.

    `labels[i]` is the unit whose number in `events.people` is i. `left_out` counts the rows without unit, time or name.
    """

    names: tuple[str, ...]
    events: Events
    labels: Sequence[Any]
    dictionaries: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    left_out: LeftOut = LeftOut()
    effects: frozenset[str] = frozenset()

    @cached_property
    def acts(self) -> tuple[bool, ...]:
        """Every event of a frame is an act."""
        return tuple(name not in self.effects for name in self.names)

    def values(self, column: str) -> Sequence[Any]:
        """The value of each code of a property, the first being None: no value."""
        return self.dictionaries[column]

    def buckets(self) -> Sequence[Events]:
        """All events, in one."""
        return (self.events,)


@dataclass(frozen=True)
class Coded:
    """Rows as numbers, in any order: -1 in `units`, `names` or a property is no value; `there` says where times are."""

    units: Codes
    labels: Sequence[Any]
    times: Ints
    there: Flags
    names: Codes
    spelled: Sequence[str]
    properties: Mapping[str, tuple[Codes, Sequence[Any]]]


def arranged(rows: Coded) -> FrameEvents:
    """Rows that lack something left out and counted, the others sorted by unit and time."""
    with_unit = rows.units >= 0
    timed = with_unit & rows.there
    kept = timed & (rows.names >= 0)
    seen = [int(np.count_nonzero(one)) for one in (with_unit, timed, kept)]
    left_out = LeftOut(kept.size - seen[0], seen[0] - seen[1], seen[1] - seen[2])
    every = not left_out
    columns = {key: narrow(codes + 1, len(values) + 1) for key, (codes, values) in rows.properties.items()}
    arrays = [rows.units, rows.times, narrow(np.maximum(rows.names, 0), len(rows.spelled)), *columns.values()]
    units, times, codes, *rest = arrays if every else [array[kept] for array in arrays]
    events = person_sorted(units, times, codes, dict(zip(columns, rest, strict=True)), len(rows.labels))
    dictionaries = {key: (None, *values) for key, (_, values) in rows.properties.items()}
    return FrameEvents(tuple(rows.spelled), events, rows.labels, dictionaries, left_out)


def from_frame(frame: nw.DataFrame[Any], columns: Columns) -> FrameEvents:
    """The events of a dataframe; raises BadInput where a column is missing or holds what it must not."""
    try:
        chosen = frame.select(columns.needed)
    except nw.exceptions.NarwhalsError as error:
        text = N_("The frame cannot be read: {problem}")
        raise BadInput("bad_frame", text, problem=str(error)) from error
    times, there = _times(chosen[columns.time], columns.time)
    names, spelled = factorised(chosen[columns.name], columns.name)
    units, labels = factorised(chosen[columns.unit], columns.unit)
    properties = {key: factorised(chosen[key], key) for key in columns.properties}
    return arranged(Coded(units, labels_of_units(labels), times, there, names, texts(spelled), properties))


def texts(values: Sequence[Any]) -> list[str]:
    """Event names as text: 3 is "3"."""
    return [value if isinstance(value, str) else str(value) for value in values]


def labels_of_units(labels: Sequence[Any]) -> Sequence[Any]:
    """Units as they were meant: whole numbers that became floats, because rows without a unit stood among them."""
    if labels and all(isinstance(one, float) and one.is_integer() and abs(one) < 2**53 for one in labels):
        return [int(one) for one in labels]
    return labels


def check_columns(columns: Columns, known: Sequence[str]) -> None:
    """Raises BadInput for the first column that is not there."""
    roles = [(columns.unit, "unit"), (columns.time, "time"), (columns.name, "name")]
    for column, role in [*roles, *((one, "where/breakdown") for one in columns.properties)]:
        if column not in known:
            raise missing_column(column, known, role)


def _times(series: nw.Series[Any], column: str) -> tuple[Ints, Flags]:
    dtype = series.dtype
    there = ~series.is_null().to_numpy().astype(np.bool_)
    if not there.any():
        return np.zeros(there.size, dtype=np.int64), there
    if isinstance(dtype, nw.Datetime | nw.Date):
        return _stamps(series), there
    if dtype.is_integer() or dtype.is_float():
        return _numbers(series, there, column)
    if isinstance(dtype, nw.String | nw.Categorical | nw.Enum):
        raise text_times(column, repr(series.drop_nulls().head(1).to_list()[0]))
    if isinstance(dtype, nw.Object | nw.Unknown | nw.Decimal):
        return from_objects(series.to_list(), column)
    text = N_("Column {column!r} ({dtype}) holds no times. Times are datetimes, or seconds since 1970.")
    raise BadInput("bad_times", text, column=column, dtype=str(dtype))


def _stamps(series: nw.Series[Any]) -> Ints:
    found = series.cast(nw.Datetime("us")) if isinstance(series.dtype, nw.Date) else series
    stamps = found.dt.timestamp("us").fill_null(0).to_numpy()
    return np.asarray(stamps, dtype=np.int64)


def _numbers(series: nw.Series[Any], there: Flags, column: str) -> tuple[Ints, Flags]:
    values = np.asarray(series.fill_null(0).to_numpy())
    if values.dtype.kind == "f":
        there = there & ~np.isnan(values)
        values = np.where(there, values, 0.0)
    return from_seconds(values, column), there
