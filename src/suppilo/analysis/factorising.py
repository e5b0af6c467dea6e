"""Columns as codes: each different value once, and for each row its place. Code -1: no value (null, NaN, empty text).

Every dataframe library does it its own fast way; what none of them knows is done with numpy.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt

from suppilo.analysis.errors import N_, BadInput

Codes = npt.NDArray[np.int64]
Factorised = tuple[Codes, list[Any]]


def factorised(series: nw.Series[Any], column: str) -> Factorised:
    """The code of each row, and the values by code, as Python values. Raises BadInput for what cannot be compared."""
    dtype, missing = series.dtype, series.null_count()
    if missing == series.len():
        return np.full(missing, -1, dtype=np.int64), []
    if dtype.is_integer() and not missing:
        numbers = series.to_numpy()
        if numbers.dtype.kind in "iu":
            return _integers(numbers)
    if isinstance(dtype, nw.List | nw.Array | nw.Struct):
        raise _not_values(column, str(dtype))
    ways: dict[str, Callable[[nw.Series[Any]], Factorised]] = {
        "pandas": _pandas, "modin": _pandas, "cudf": _pandas, "polars": _polars, "pyarrow": _arrow,
    }  # fmt: skip
    try:
        codes, values = ways.get(series.implementation.value, _anything)(series)
    except TypeError as error:
        raise _not_values(column, str(dtype)) from error
    return _without_empties(codes, [plain(value) for value in values])


def plain(value: Any) -> Any:
    """A value as Python's own: numbers, text, truth, days, instants with a zone (UTC unless said)."""
    if hasattr(value, "to_pydatetime"):
        value = value.to_pydatetime(warn=False)
    elif hasattr(value, "item") and not isinstance(value, str | bytes):
        value = value.item()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value


def _not_values(column: str, dtype: str) -> BadInput:
    text = N_("Column {column!r} ({dtype}) holds values that cannot be told apart. Give it text or numbers.")
    return BadInput("not_values", text, column=column, dtype=dtype)


def _integers(numbers: npt.NDArray[Any]) -> Factorised:
    low, high = int(numbers.min()), int(numbers.max())
    if high - low > 4 * numbers.size + 1_000_000:
        return _sorted_unique(numbers)
    shifted = (numbers - numbers.dtype.type(low)).astype(np.int64)
    seen = np.zeros(high - low + 1, dtype=np.bool_)
    seen[shifted] = True
    place = np.cumsum(seen) - 1
    return place[shifted], [low + int(one) for one in np.flatnonzero(seen)]


def _sorted_unique(values: npt.NDArray[Any]) -> Factorised:
    found, codes = np.unique(values, return_inverse=True)
    return codes.astype(np.int64).reshape(-1), found.tolist()


def _pandas(series: nw.Series[Any]) -> Factorised:
    codes, found = series.to_native().factorize(use_na_sentinel=True)
    return np.asarray(codes, dtype=np.int64), list(found)


def _polars(series: nw.Series[Any]) -> Factorised:
    text = isinstance(series.dtype, nw.Categorical | nw.Enum)
    native = (series.cast(nw.String) if text else series).to_native().alias("value")
    frame = native.to_frame()
    values = native.drop_nulls().unique(maintain_order=False)
    table = values.to_frame().with_row_index("code")
    codes = frame.join(table, on="value", how="left", maintain_order="left")["code"]
    return codes.cast(int).fill_null(-1).to_numpy(), values.to_list()


def _arrow(series: nw.Series[Any]) -> Factorised:
    native = series.to_native()
    if "dictionary" in str(native.type):
        native = native.cast(native.type.value_type)
    coded = native.dictionary_encode().combine_chunks()
    whole = coded.chunk(0) if hasattr(coded, "chunk") else coded
    codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, whole.dictionary.to_pylist()


def _anything(series: nw.Series[Any]) -> Factorised:
    places: dict[Any, int] = {}
    codes = [-1 if value is None else places.setdefault(value, len(places)) for value in series.to_list()]
    return np.array(codes, dtype=np.int64), list(places)


def _without_empties(codes: Codes, values: list[Any]) -> Factorised:
    """Empty text and NaN are no values."""
    empty = np.array([value == "" or value != value for value in values], dtype=np.bool_)
    if not empty.any():
        return codes, values
    place = np.where(empty, -1, np.cumsum(~empty) - 1)
    kept = [value for value, gone in zip(values, empty, strict=True) if not gone]
    return np.append(place, -1)[codes], kept


def narrow(codes: Codes, size: int) -> npt.NDArray[Any]:
    """Codes as narrow as a dictionary of `size` values allows."""
    kind = np.uint8 if size <= 2**8 else np.uint16 if size <= 2**16 else np.uint32
    return codes.astype(kind)
