"""Paths that lead into an export of `suppilo export events`: read as what they are, never as a plain table.

An export also holds effects and what programs did; which rows count is said by its card, not by its columns.
"""

from __future__ import annotations

from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import cast

from suppilo.analysis.errors import N_, BadInput
from suppilo.analysis.parquet.layout import CARD, file_of, read_card
from suppilo.analysis.ports import StoredEvents


def exported(path: str | PathLike[str]) -> StoredEvents | None:
    """The export to which this folder, file or pattern leads, None where it leads to none.

    Raises BadInput where it leads to a part of one only: some of the people would be missing.
    """
    name = str(path)
    if (Path(name) / CARD).is_file():
        return _opened(Path(name))
    found = _matched(Path(name)) if "*" in name else [Path(name)]
    files = [one for one in found if one.suffix != ".json"]
    folders = {one.parent.parent for one in files if (one.parent.parent / CARD).is_file()}
    if not folders:
        return None
    folder = folders.pop()
    whole = {file_of(folder, bucket).resolve() for bucket in range(read_card(folder).buckets)}
    if folders or {one.resolve() for one in files if one.is_file()} != whole:
        text = N_("{path} is only a part of the events that were exported to {folder}: give that folder.")
        raise BadInput("part_of_export", text, path=name, folder=folder)
    return _opened(folder)


def _matched(pattern: Path) -> list[Path]:
    """The files of a pattern, looked for from the last folder that is named in full."""
    plain = next(place for place, part in enumerate(pattern.parts) if "*" in part)
    return list(Path(*pattern.parts[:plain]).glob(str(Path(*pattern.parts[plain:]))))


def _opened(folder: Path) -> StoredEvents:
    try:
        reading = import_module("suppilo.analysis.parquet.reading")
    except ModuleNotFoundError as error:
        text = N_("{folder} is an export of events. To read it install suppilo[dask]: {name} is missing.")
        raise BadInput("needs_extra", text, folder=folder, name=error.name) from error
    return cast(StoredEvents, reading.open_export(folder))
