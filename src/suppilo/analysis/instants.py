"""Times as people hand them over, and the same as whole microseconds since 1970."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from suppilo.analysis.errors import N_, BadInput
from suppilo.analysis.log import microseconds

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

#: Seconds beyond this (the year 5138) are taken for milliseconds and refused.
_FARTHEST = 100_000_000_000
_MILLION = 1_000_000


def moment(value: object, role: str) -> int:
    """An argument that is an instant (datetime, date, ISO text, or seconds since 1970) in microseconds.

    Without a zone it is UTC. Raises BadInput.
    """
    found = value
    if isinstance(value, str):
        try:
            found = datetime.fromisoformat(value.strip())
        except ValueError:
            found = None
    if hasattr(found, "to_pydatetime"):
        found = found.to_pydatetime(warn=False)
    if isinstance(found, date) and not isinstance(found, datetime):
        found = datetime(found.year, found.month, found.day, tzinfo=UTC)
    if isinstance(found, datetime):
        return microseconds(found if found.tzinfo else found.replace(tzinfo=UTC))
    if isinstance(found, int | float | np.number) and not isinstance(found, bool):
        return int(from_seconds(np.array([found]), role)[0])
    text = N_("{role}={value!r} is no instant. Write a datetime or ISO text, for example 2026-03-01T08:00:00+02:00.")
    raise BadInput("bad_instant", text, role=role, value=value)


def from_seconds(values: npt.NDArray[Any], column: str) -> Ints:
    """Seconds since 1970 as microseconds, exactly rounded; raises BadInput for what cannot be seconds."""
    if values.dtype.kind == "f":
        if not np.isfinite(values).all():
            text = N_("Column {column!r}: a time is infinite. Times are seconds since 1970.")
            raise BadInput("bad_times", text, column=column)
        whole = np.floor(values)
        _check_range(whole, column)
        part = np.rint((values - whole) * _MILLION)
        exact: Ints = whole.astype(np.int64) * _MILLION + part.astype(np.int64)
        return exact
    _check_range(values, column)
    found: Ints = values.astype(np.int64) * _MILLION
    return found


def _check_range(values: npt.NDArray[Any], column: str) -> None:
    if values.size and (values.max() > _FARTHEST or values.min() < -_FARTHEST):
        text = N_(
            "Column {column!r}: numbers are taken as seconds since 1970, and {value} would lie beyond the year 5000."
            " If they are milliseconds, divide by 1000; microseconds, by 1000000."
        )
        worst = values[np.argmax(np.abs(values.astype(np.float64)))].item()
        raise BadInput("bad_times", text, column=column, value=worst)


def from_objects(values: Sequence[Any], column: str) -> tuple[Ints, Flags]:
    """Python values as microseconds, and which of them are there.

    Aware datetimes of any zones are instants. Datetimes without a zone are UTC, but not beside some with one.
    """
    found = np.zeros(len(values), dtype=np.int64)
    there = np.zeros(len(values), dtype=np.bool_)
    kinds: set[str] = set()
    for place, value in enumerate(values):
        if value is None or value != value:  # NaN and NaT are unlike themselves
            continue
        kinds.add(_kind(value, column, place))
        found[place] = moment(float(value) if isinstance(value, Decimal) else value, column)
        there[place] = True
    if len(kinds) > 1:
        text = N_(
            "Column {column!r} mixes {kinds}. Which instants are meant cannot be told: give all a zone, for example"
            " with .dt.tz_localize, or none (then they are UTC)."
        )
        raise BadInput("mixed_times", text, column=column, kinds=", ".join(sorted(kinds)))
    return found, there


def _kind(value: Any, column: str, place: int) -> str:
    if isinstance(value, str | bytes):
        raise text_times(column, repr(value), place)
    if isinstance(value, datetime):
        return "datetimes with a zone" if value.tzinfo else "datetimes without a zone"
    if isinstance(value, date):
        return "days"
    if isinstance(value, np.datetime64):
        return "datetimes without a zone"
    if isinstance(value, int | float | Decimal | np.number) and not isinstance(value, bool) and isfinite(value):
        return "numbers"
    text = N_("Column {column!r}, row {row}: {value} is no time. Times are datetimes, or seconds since 1970.")
    raise BadInput("bad_times", text, column=column, row=place, value=repr(value))


def text_times(column: str, example: str, place: int = 0) -> BadInput:
    """The error for text in place of times."""
    text = N_(
        "Column {column!r} holds text, for example {example}. Parse it first, so that it is you who says what it means:"
        " pandas.to_datetime(df[{column!r}], utc=True), or .str.to_datetime() in Polars."
    )
    return BadInput("text_times", text, column=column, example=example, row=place)


def zone_of(name: object) -> ZoneInfo:
    """A time zone by its IANA name; raises BadInput."""
    if isinstance(name, ZoneInfo):
        return name
    try:
        return ZoneInfo(str(name))
    except (KeyError, ValueError, OSError) as error:
        text = N_('zone={zone!r} is no time zone. Write its IANA name, for example "Europe/Helsinki" or "UTC".')
        raise BadInput("bad_zone", text, zone=name) from error


def period_of(period: object) -> tuple[int | None, int | None]:
    """A period (from, to), each an instant or None, in microseconds; `to` lies outside. Raises BadInput."""
    if period is None:
        return None, None
    if isinstance(period, str) or not isinstance(period, Sequence) or len(period) != 2:
        text = N_('period= is a pair (from, to), for example ("2026-03-01", "2026-04-01"); either may be None.')
        raise BadInput("bad_period", text)
    begin, end = (None if one is None else moment(one, "period") for one in period)
    if begin is not None and end is not None and begin >= end:
        text = N_("period= ends before it begins: {begin} is not before {end}.")
        raise BadInput("bad_period", text, begin=period[0], end=period[1])
    return begin, end
