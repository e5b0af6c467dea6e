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
Plan = tuple[str, tuple[str, ...], tuple[Adapt | None, ...]]


def insert(rows: Sequence[models.Model], *, ignore_conflicts: bool = False) -> int:
    """Insert rows of one model without primary keys; their ids are not read back. Answers how many were inserted.

    Columns the database fills itself (`db_default`) are left to it. With `ignore_conflicts` a row whose unique key is
    there already is passed over; without, IntegrityError. Call it inside a transaction.
    """
    if not rows:
        return 0
    statement, attributes, adapts = _plan(type(rows[0]), connection.vendor, ignore_conflicts)
    values = [
        [value if adapt is None else adapt(value) for adapt, value in zip(adapts, row, strict=True)]
        for row in map(attrgetter(*attributes), rows)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)
        return int(cursor.rowcount)


@cache
def _plan(model: type[models.Model], vendor: str, ignore: bool) -> Plan:
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and field.db_default is models.NOT_PROVIDED
    ]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    suffix = " ON CONFLICT DO NOTHING" if ignore else ""
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
