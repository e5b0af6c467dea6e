"""Whatever events came in, as stored events: frames, files, relations, or arrays that somebody stores."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import narwhals.stable.v2 as nw

from suppilo.analysis.errors import N_, BadInput
from suppilo.analysis.exported_paths import exported
from suppilo.analysis.frames import Columns, check_columns, from_frame
from suppilo.analysis.ports import StoredEvents
from suppilo.analysis.regrouping import regrouped

#: The unit of stored events is the person unless another column is named.
PERSON = "person"


def stored(events: Any, columns: Columns) -> StoredEvents:
    """The events as arrays, only the columns of the question read. Raises BadInput."""
    if isinstance(events, str | os.PathLike):
        export = exported(events)
        if export is not None:
            return export if columns.unit == PERSON else regrouped(export, columns)
        return cast(StoredEvents, _files().from_path(Path(events) if "*" not in str(events) else str(events), columns))
    if type(events).__module__.split(".")[0] in ("duckdb", "_duckdb") and hasattr(events, "project"):
        return cast(StoredEvents, _files().from_relation(events, columns))
    if isinstance(events, StoredEvents):
        return events if columns.unit == PERSON else regrouped(events, columns)
    try:
        frame = nw.from_native(events)
    except TypeError as error:
        text = N_(
            "Events are a pandas, Polars or Arrow table, a DuckDB relation, or the path of a CSV or Parquet file,"
            " not {kind}."
        )
        raise BadInput("no_events", text, kind=type(events).__name__) from error
    if not isinstance(frame, nw.DataFrame | nw.LazyFrame):
        raise BadInput("no_events", N_("Events are a table, not a single column."))
    check_columns(columns, frame.collect_schema().names())
    if isinstance(frame, nw.LazyFrame):
        frame = frame.select(columns.needed).collect()
    return from_frame(frame, columns)


def _files() -> Any:
    """Loaded with the first file: DuckDB takes a sixth of a second, which a question to a frame need not wait for."""
    return import_module("suppilo.analysis.files")
