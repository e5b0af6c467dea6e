"""Rows in, sorted arrays out: the form in which the kernel reads events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(instant: datetime) -> int:
    """An aware instant as whole microseconds since 1970, exactly."""
    if instant.tzinfo is None:
        raise ValueError("An instant without a time zone cannot be placed: give it one, for example UTC.")
    return (instant - _EPOCH) // _MICROSECOND


def instant(at: int) -> datetime:
    """The aware UTC instant of `at` microseconds since 1970."""
    return _EPOCH + at * _MICROSECOND


@dataclass(frozen=True)
class Log:
    """Events sorted by person, then time (microseconds); bit i of a mask says that the event matches step i+1."""

    persons: npt.NDArray[np.int64]
    times: npt.NDArray[np.int64]
    masks: npt.NDArray[np.uint64]


def sorted_log(persons: npt.NDArray[np.int64], times: npt.NDArray[np.int64], masks: npt.NDArray[np.uint64]) -> Log:
    """The same events in the kernel's order."""
    order = np.lexsort((times, persons))
    return Log(persons[order], times[order], masks[order])


def log_of(rows: Iterable[tuple[int, datetime, int]]) -> Log:
    """Events (person, instant, mask) in any order as a sorted log."""
    found = [(person, microseconds(at), mask) for person, at, mask in rows]
    columns = list(zip(*found, strict=True)) or [(), (), ()]
    return sorted_log(
        np.array(columns[0], dtype=np.int64),
        np.array(columns[1], dtype=np.int64),
        np.array(columns[2], dtype=np.uint64),
    )
