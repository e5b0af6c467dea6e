"""Whole rows of a table, read as fast as Python takes them.

Iterating a query converts value by value through a chain of functions and makes each row by way of every field's
default, which takes several times as long as the query. Workers read the same table over and over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from json import loads
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.base import ModelState

Row = TypeVar("Row", bound=models.Model)
Convert = Callable[[Any], Any]


def read(query: models.QuerySet[Row, Row]) -> list[Row]:
    """The rows of a query over all columns of one table (no annotations, nothing deferred), in its order."""
    fields = query.model._meta.concrete_fields
    try:
        sql, parameters = query.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:  # what is asked for cannot be
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found = cursor.fetchall()
    columns: list[Iterable[Any]] = list(zip(*found, strict=True))
    if not columns:
        return []
    for place, field in enumerate(fields):
        convert = _converter(field)
        if convert is not None:
            columns[place] = map(convert, columns[place])
    names = [field.attname for field in fields]
    model, alias = query.model, connection.alias
    return [_row(model, alias, zip(names, values)) for values in zip(*columns)]  # noqa: B905 - each column is as long


def _row(model: type[Row], alias: str, values: Iterable[tuple[str, Any]]) -> Row:
    row = model.__new__(model)
    state = ModelState()
    state.adding, state.db = False, alias
    row.__dict__.update(values, _state=state)
    return row


def _converter(field: models.Field[Any, Any]) -> Convert | None:
    """How a value of the database becomes the field's; None where it is that already."""
    if isinstance(field, models.JSONField) and field.decoder is None:
        return _json
    if isinstance(field, models.DateTimeField) and connection.vendor == "sqlite":
        return None  # the driver answers aware ones (foundation.instants)
    column = field.get_col(field.model._meta.db_table)
    chain = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]

    def convert(value: Any) -> Any:
        for one in chain:
            value = one(value, column, connection)
        return value

    return convert if chain else None


def _json(text: str | None) -> Any:
    return {} if text == "{}" else None if text is None else loads(text)
