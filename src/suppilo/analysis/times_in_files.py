"""Times in files and relations: an expression that gives whole microseconds since 1970, or what is wrong.

Text is read only from CSV files, and only as ISO 8601 or as seconds since 1970: which of 03/04 is the day,
nobody knows. (A cast to TIMESTAMP would drop "+02:00" without a word; the cast to TIMESTAMPTZ, in a session in UTC,
does not.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from suppilo.analysis.errors import N_, BadInput
from suppilo.analysis.instants import text_times

Ask = Callable[[str], Any]

_NUMBER = r"^[+-]?\d+(\.\d+)?$"
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_CLOCK = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?"
_ZONED = _CLOCK + r"\s*(Z|[A-Za-z]+(/[A-Za-z_/+-]+)?|[+-]\d{2}(:?\d{2})?)$"
_NAIVE = _CLOCK + r"$"
_FARTHEST = 100_000_000_000
_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT")


def microseconds_sql(ask: Ask, table: str, place: str, kind: str, column: str, *, text: bool) -> str:
    """The expression for the column called `place` of the temporary `table`; NULL where there is no time."""
    if text:
        return _from_text(ask, table, place, column)
    if kind.startswith("TIMESTAMP") or kind == "DATE":
        _refuse_infinite(ask, table, place, column)
        return f"epoch_us({place})" if kind != "DATE" else f"epoch_us({place}::TIMESTAMP)"
    if kind in _INTEGERS:
        return _from_numbers(ask, table, place, column)
    if kind in ("FLOAT", "DOUBLE") or kind.startswith("DECIMAL"):
        return _from_numbers(ask, table, f"CASE WHEN isnan({place}::DOUBLE) THEN NULL ELSE {place}::DOUBLE END", column)
    found = ask(f"SELECT min({place}::VARCHAR) FROM temp.{table}").fetchall()[0][0]  # noqa: S608 - our own names
    if found is None:
        return "NULL::BIGINT"
    if kind == "VARCHAR" or kind.startswith("ENUM"):
        raise text_times(column, repr(found))
    message = N_("Column {column!r} ({dtype}) holds no times. Times are datetimes, or seconds since 1970.")
    raise BadInput("bad_times", message, column=column, dtype=kind)


def _from_numbers(ask: Ask, table: str, value: str, column: str) -> str:
    worst = ask(f"SELECT arg_max({value}, abs(({value})::DOUBLE)) FROM temp.{table}").fetchall()[0][0]  # noqa: S608
    if worst is not None and abs(worst) > _FARTHEST:
        message = N_(
            "Column {column!r}: numbers are taken as seconds since 1970, and {value} would lie beyond the year 5000."
            " If they are milliseconds, divide by 1000; microseconds, by 1000000."
        )
        raise BadInput("bad_times", message, column=column, value=worst)
    whole = f"floor({value})"
    return f"({whole}::BIGINT * 1000000 + round_even((({value}) - {whole}) * 1000000, 0)::BIGINT)"


def _refuse_infinite(ask: Ask, table: str, place: str, column: str) -> None:
    if ask(f"SELECT bool_or(NOT isfinite({place})) FROM temp.{table}").fetchall()[0][0]:  # noqa: S608 - our own names
        text = N_("Column {column!r}: a time is infinite. Times are seconds since 1970.")
        raise BadInput("bad_times", text, column=column)


def _from_text(ask: Ask, table: str, place: str, column: str) -> str:
    counts = ", ".join(f"count(*) FILTER (regexp_matches(t, '{form}'))" for form in (_NUMBER, _ZONED, _NAIVE, _DAY))
    rows = f"(SELECT trim({place}) AS t FROM temp.{table}) WHERE t <> ''"  # noqa: S608 - our own names
    ((numbers, zoned, naive, days, all_of_them),) = ask(f"SELECT {counts}, count(*) FROM {rows}").fetchall()  # noqa: S608
    value = f"nullif(trim({place}), '')"
    if numbers == all_of_them:
        return _from_numbers(ask, table, f"TRY_CAST({value} AS DOUBLE)", column)
    stamp = f"TRY_CAST({value} AS TIMESTAMPTZ)"
    _refuse_unread(ask, table, value, stamp, column)
    if zoned and naive + days:
        message = N_(
            "Column {column!r} mixes {kinds}. Which instants are meant cannot be told: give all a zone,"
            " or none (then they are UTC)."
        )
        kinds = "times with a zone, " + ("times without a zone" if naive else "days")
        raise BadInput("mixed_times", message, column=column, kinds=kinds)
    return f"epoch_us({stamp})"


def _refuse_unread(ask: Ask, table: str, value: str, stamp: str, column: str) -> None:
    sound = " OR ".join(f"regexp_matches({value}, '{form}')" for form in (_ZONED, _NAIVE, _DAY))
    bad = ask(
        f"SELECT n, v FROM (SELECT row_number() OVER () AS n, {value} AS v, {stamp} AS t, ({sound}) AS sound"  # noqa: S608
        f" FROM temp.{table}) WHERE v IS NOT NULL AND (t IS NULL OR NOT sound OR NOT isfinite(t)) ORDER BY n LIMIT 1"
    ).fetchall()
    if bad:
        message = N_(
            "Column {column!r}, row {row}: {value!r} is no time as ISO 8601 writes it, such as 2026-03-01T08:00:00Z,"
            " and no number of seconds since 1970. Load the file into a dataframe and parse the column there."
        )
        raise BadInput("bad_times", message, column=column, row=bad[0][0], value=bad[0][1])
