"""CSV and Parquet files, and DuckDB relations, as the arrays that kernels read.

DuckDB reads, tells values apart and sorts. A CSV file is read as text and nothing is guessed from its first rows: what
a column means is decided from all its different values (`typing_text`), and times are read by `times_in_files`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from suppilo.analysis.csv_files import Delimited, delimited
from suppilo.analysis.errors import N_, BadInput
from suppilo.analysis.factorising import plain
from suppilo.analysis.frames import Coded, Columns, FrameEvents, arranged, check_columns, labels_of_units, texts
from suppilo.analysis.times_in_files import microseconds_sql
from suppilo.analysis.typing_text import typed_texts, typed_units

_PARQUET = (".parquet", ".pq", ".parq")
_CSV = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
_ROWS = "suppilo_rows"


def from_path(path: str | Path, columns: Columns) -> FrameEvents:
    """The events of a CSV or Parquet file (or a Parquet glob); raises BadInput that names the file."""
    name = str(path)
    kind = name.lower()
    if "*" not in name and not Path(name).is_file():
        raise BadInput("no_file", N_("There is no file {file}."), file=name)
    if not kind.endswith((*_PARQUET, *_CSV)):
        text = N_("{file}: only CSV and Parquet files are read here. Load others into a dataframe first.")
        raise BadInput("unknown_file", text, file=name)
    if kind.endswith(_CSV) and "*" in name:
        raise BadInput("unknown_file", N_("{file}: give one CSV file, not several."), file=name)
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'")
        try:
            if kind.endswith(_CSV):
                return _csv(connection, name, columns)
            return from_relation(connection.read_parquet(name), columns)
        except duckdb.Error as error:
            text = N_("{file} cannot be read: {problem}")
            raise BadInput("unreadable", text, file=name, problem=str(error).split("\n\n")[0]) from error


def from_relation(relation: duckdb.DuckDBPyRelation, columns: Columns, *, text: bool = False) -> FrameEvents:
    """The events of a DuckDB relation; raises BadInput. `text`: all columns are text, as in a CSV file."""
    check_columns(columns, relation.columns)
    reading = _Reading(relation, columns, text)
    chosen = ", ".join(f"{_quoted(name)} AS c{place}" for place, name in enumerate(columns.needed))
    reading.run(f"CREATE TEMP TABLE {_ROWS} AS SELECT {chosen} FROM source")  # noqa: S608 - names are quoted
    try:
        return reading.events()
    finally:
        reading.run(f"DROP TABLE temp.{_ROWS}")


def _csv(connection: duckdb.DuckDBPyConnection, name: str, columns: Columns) -> FrameEvents:
    with delimited(name) as form:
        check_columns(columns, form.columns)
        try:
            return from_relation(_csv_relation(connection, form, padded=False), columns, text=True)
        except duckdb.InvalidInputException as error:
            if "Expected Number of Columns" not in str(error):
                raise
            return from_relation(_csv_relation(connection, form, padded=True), columns, text=True)


def _csv_relation(connection: duckdb.DuckDBPyConnection, form: Delimited, *, padded: bool) -> duckdb.DuckDBPyRelation:
    """The file as text columns. `padded`: a row that ends early lacks its last values; a longer one is refused."""
    types = ", ".join(f"{_literal(column)}: 'VARCHAR'" for column in form.columns)
    lenient = ", null_padding = true, parallel = false" if padded else ""
    return connection.sql(
        f"SELECT * FROM read_csv({_literal(form.path)}, auto_detect = false, header = true,"  # noqa: S608 - quoted
        f" delim = {_literal(form.delimiter)}, quote = '\"', escape = '\"', columns = {{{types}}}{lenient})"
    )


@dataclass(frozen=True)
class _Reading:
    """The questions to one relation, once its columns lie in a temporary table as c0, c1, ..."""

    relation: duckdb.DuckDBPyRelation
    columns: Columns
    text: bool

    def run(self, sql: str) -> Any:
        """Ask in the relation's own connection, where the relation is called `source`."""
        return self.relation.query("source", sql)

    def events(self) -> FrameEvents:
        """Everything read, coded and sorted."""
        time, properties = self.columns.time, list(dict.fromkeys(self.columns.properties))
        instants = microseconds_sql(self.run, _ROWS, self._place(time), self._type(time), time, text=self.text)
        coded = [self.columns.name, self.columns.unit, *properties]
        found = self.run(self._sorted_rows(coded, instants)).fetchnumpy()
        codes = [np.asarray(found[f"k{place}"], dtype=np.int64) for place in range(len(coded))]
        names, units = self._values(coded[0]), self._values(coded[1])
        values = [self._values(column) for column in properties]
        labels = typed_units(units) if self.text else labels_of_units(units)
        values = [typed_texts(one) for one in values] if self.text else values
        coded_properties = dict(zip(properties, zip(codes[2:], values, strict=True), strict=True))
        times, there = np.asarray(found["t"], dtype=np.int64), np.asarray(found["there"], dtype=np.bool_)
        return arranged(Coded(codes[1], labels, times, there, codes[0], texts(names), coded_properties))

    def _place(self, column: str) -> str:
        return f"c{self.columns.needed.index(column)}"

    def _type(self, column: str) -> str:
        return str(self.relation.types[self.relation.columns.index(column)])

    def _dictionary(self, column: str) -> str:
        """The different values of a column with their codes, in one order for every query."""
        place, kind = self._place(column), self._type(column)
        there = f"{place} IS NOT NULL"
        if kind in ("FLOAT", "DOUBLE"):
            there += f" AND NOT isnan({place})"
        if kind == "VARCHAR":
            there += f" AND {place} <> ''"
        if kind.startswith(("STRUCT", "MAP", "UNION")) or kind.endswith("]"):
            text = N_("Column {column!r} ({dtype}) holds values that cannot be told apart. Give it text or numbers.")
            raise BadInput("not_values", text, column=column, dtype=kind)
        return (
            f"(SELECT v, row_number() OVER (ORDER BY v) - 1 AS code"  # noqa: S608 - our own names
            f" FROM (SELECT DISTINCT {place} AS v FROM temp.{_ROWS} WHERE {there}))"
        )

    def _values(self, column: str) -> list[Any]:
        found = self.run(f"SELECT v FROM {self._dictionary(column)} ORDER BY code")  # noqa: S608 - our own names
        if self._type(column) in ("VARCHAR", "BIGINT", "INTEGER"):
            values: list[Any] = found.fetchnumpy()["v"].tolist()
            return values
        return [plain(value) for (value,) in found.fetchall()]

    def _sorted_rows(self, coded: list[str], instants: str) -> str:
        codes = ", ".join(f"coalesce(d{place}.code, -1) AS k{place}" for place in range(len(coded)))
        joins = " ".join(
            f"LEFT JOIN {self._dictionary(column)} d{place} ON d{place}.v = {self._place(column)}"
            for place, column in enumerate(coded)
        )
        return (
            f"SELECT {codes}, t IS NOT NULL AS there, coalesce(t, 0) AS t"  # noqa: S608 - our own names
            f" FROM (SELECT *, {instants} AS t FROM temp.{_ROWS}) {joins} ORDER BY k1, t"
        )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
