"""A file, its joined files and its mapping, opened and held against each other before the first row is read."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from suppilo.capture.imports.binding import Bound, bind
from suppilo.capture.imports.dialect import Dialect, sniff
from suppilo.capture.imports.joining import JoinTable
from suppilo.capture.imports.jsonl import JsonLines, TooManyColumns
from suppilo.capture.imports.mapping import FileShape, Mapping
from suppilo.capture.imports.mapping_reading import read_mapping
from suppilo.capture.imports.parquet import MAGIC, Broken, ParquetRows
from suppilo.capture.imports.records import Records, Table
from suppilo.capture.imports.survey import Survey, survey
from suppilo.definition.model import Bundle

_SAMPLE = 200_000


class CannotImport(Exception):
    """An import cannot begin or go on; the text (translated) says what to do."""


@dataclass
class OpenFile:
    """A file whose shape is known; `records` stands before its first data row."""

    path: Path
    survey: Survey
    records: Table


@dataclass
class OpenImport:
    """Everything an import reads. `digest` stands for the files and the mapping together."""

    main: OpenFile
    bound: Bound
    joins: dict[str, JoinTable]
    digest: str

    def close(self) -> None:
        """Close the files and drop the join tables."""
        self.main.records.close()
        for table in self.joins.values():
            table.close()


def open_file(path: Path, shape: FileShape) -> OpenFile:
    """Look `path` over and read its header. Raises CannotImport for what is no table of text."""
    if not path.is_file():
        raise CannotImport(_("There is no file {path}.").format(path=path))
    try:
        if shape.encoding != "auto":
            codecs.lookup(shape.encoding)
        kind = kind_of(path, shape)
        is_text = kind == "csv" or shape.encoding != "auto"
        # JSON is UTF-8 unless somebody knows better.
        seen = survey(path, encoding=shape.encoding if is_text else "utf-8")
        records = _table(path, kind, seen.encoding, shape)
    except Broken as error:
        raise broken(path, error) from error
    except TooManyColumns as error:
        text = _("{path} has more than {count} different keys: it is no table.")
        raise CannotImport(text.format(path=path, count=error)) from error
    except LookupError as error:
        text = _("There is no encoding {encoding}: write one like utf-8 or cp1252, or auto.")
        raise CannotImport(text.format(encoding=shape.encoding)) from error
    except (OSError, UnicodeError) as error:
        raise CannotImport(_("{path} cannot be read: {reason}").format(path=path, reason=error)) from error
    if not records.header:
        records.close()
        if kind != "csv":
            raise CannotImport(_("{path} has no columns.").format(path=path))
        raise CannotImport(_("{path} has no header row.").format(path=path))
    return OpenFile(path, seen, records)


def broken(path: Path, error: Broken) -> CannotImport:
    """The answer to a Parquet file that was cut off or damaged."""
    if error.row:
        text = _("{path} is damaged behind row {row}: {reason} Get the file again.")
        return CannotImport(text.format(path=path, row=error.row, reason=error))
    text = _("{path} is no whole Parquet file, it was cut off or damaged: get it again. ({reason})")
    return CannotImport(text.format(path=path, reason=error))


def kind_of(path: Path, shape: FileShape) -> str:
    """csv, jsonl or parquet: as `shape` says, else by the ending, else by how the file begins."""
    if shape.format != "auto":
        return shape.format
    ending = path.suffix.lower()
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    with path.open("rb") as file:
        start = file.read(_START)
    if start.startswith(MAGIC):
        return "parquet"
    return "jsonl" if start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{") else "csv"


_ENDINGS = {".parquet": "parquet", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv"}
_START = 1_000


def _table(path: Path, kind: str, encoding: str, shape: FileShape) -> Table:
    if kind == "parquet":
        return ParquetRows(path)
    if kind == "jsonl":
        return JsonLines(path, encoding)
    return Records(path, encoding, dialect_of(path, encoding, shape), fill=shape.short_rows == "fill")


def dialect_of(path: Path, encoding: str, shape: FileShape) -> Dialect:
    """How `path` separates its cells, looking at its first lines where `shape` says "auto"."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        sample = file.read(_SAMPLE)
    names = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
    delimiter = names.get(shape.delimiter, shape.delimiter)
    if delimiter != "auto" and len(delimiter) != 1:
        raise CannotImport(_("A delimiter is one character, or tab, or auto; {given} is not.").format(given=delimiter))
    return sniff(sample, delimiter=delimiter, quote=shape.quote, escape=shape.escape)


def open_import(
    path: Path, mapping_text: str, mapping_name: str, *, bundle: Bundle | None, join_files: AnyMapping[str, Path]
) -> OpenImport:
    """Read mapping and headers, hold them against each other, and lay out the joined files.

    `join_files` overrides where joined files lie; else they are looked for beside `path`. Raises BadMapping for a
    mapping that does not fit, CannotImport for files that cannot be read.
    """
    mapping, places = read_mapping(mapping_text, mapping_name)
    main = open_file(path, mapping.file)
    others: dict[str, OpenFile] = {}
    try:
        for name, join in mapping.joins.items():
            others[name] = open_file(join_files.get(name, path.parent / join.file), join.shape)
        headers = {"": main.records.header, **{name: other.records.header for name, other in others.items()}}
        bound = bind(mapping, places, headers, bundle)
        joins = {name: _laid_out(other, bound.join_keys[name][1]) for name, other in others.items()}
    except BaseException:
        main.records.close()
        raise
    finally:
        for other in others.values():
            other.records.close()
    return OpenImport(main, bound, joins, _digest(mapping, [main, *others.values()]))


def _laid_out(file: OpenFile, key: int) -> JoinTable:
    try:
        return JoinTable(file.records, key)
    except Broken as error:
        raise broken(file.path, error) from error


def _digest(mapping: Mapping, files: list[OpenFile]) -> str:
    # How a file is read is no part of what it says: without it, what was imported by a former version is known again.
    shapes: dict[str, Any] = {"file": {"format"}, "joins": {"__all__": {"shape": {"format"}}}}
    whole = hashlib.sha256(mapping.model_dump_json(by_alias=True, exclude=shapes).encode())
    for file in files:
        whole.update(file.survey.digest.encode())
    return whole.hexdigest()
