"""Many rows at once, for the log, imports and settling: one prepared statement for all, as plain as can be.

`bulk_create` spends most of its time compiling an expression per value; where no ids are wanted back this is several
times faster.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from json import dumps
from operator import attrgetter
from typing import Any

from django.db import connection, models

Adapt = Callable[[Any], Any]
Unique = tuple[str, ...]
Plan = tuple[str, tuple[str, ...], tuple[Adapt | None, ...]]


def insert(model: type[models.Model], rows: Sequence[object], *, unique: Unique = (), replace: Unique = ()) -> None:
    """Insert rows into the table of `model`; ids are not read back. Call it inside a transaction.

    A row is any object with an attribute for each column (`person_id`, not `person`), except the primary key and what
    the database fills itself (`db_default`): a SimpleNamespace is made ten times faster than a model. Where the unique
    key of the columns `unique` is there already, the columns `replace` are overwritten, or with none the row is left
    out; without `unique`, IntegrityError.
    """
    if not rows:
        return
    statement, attributes, adapts = _plan(model, connection.vendor, unique, replace)
    values = [
        [value if adapt is None else adapt(value) for adapt, value in zip(adapts, row, strict=True)]
        for row in map(attrgetter(*attributes), rows)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


@cache
def _plan(model: type[models.Model], vendor: str, unique: Unique, replace: Unique) -> Plan:
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and field.db_default is models.NOT_PROVIDED
    ]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    overwritten = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in replace)
    instead = f"UPDATE SET {overwritten}" if replace else "NOTHING"
    suffix = f" ON CONFLICT ({', '.join(map(quote, unique))}) DO {instead}" if unique else ""
    table = quote(model._meta.db_table)
    return (
        f"INSERT INTO {table} ({columns}) VALUES ({marks}){suffix}",  # noqa: S608 - names of our own tables
        tuple(field.attname for field in fields),
        tuple(_adapt(field, vendor) for field in fields),
    )


def _adapt(field: models.Field[Any, Any], vendor: str) -> Adapt | None:
    if isinstance(field, models.JSONField):
        return dumps
    if isinstance(field, models.DateTimeField) and vendor == "sqlite":
        return _instant
    return None


def _instant(value: datetime | None) -> str | None:
    """As Django writes it on SQLite: naive text in UTC."""
    return None if value is None else value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
