"""Instants as the database gives them: whole microseconds for reports that compute in arrays, else aware datetimes."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Func
from django.db.models.sql.compiler import SQLCompiler


class Microseconds(Func):
    """A DateTimeField as microseconds since 1970 (UTC), exactly. Making datetimes of 200,000 rows takes seconds."""

    output_field = BigIntegerField()
    arity = 1
    template = "CAST(EXTRACT(EPOCH FROM %(expressions)s) * 1000000 AS bigint)"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        """SQLite keeps text: "2026-03-01 12:00:00", and ".000001" behind it when there are microseconds."""
        sql, params = compiler.compile(self.source_expressions[0])
        whole = f"CAST(strftime('%%s', substr({sql}, 1, 19)) AS integer) * 1000000"
        return f"({whole} + CAST(substr({sql}, 21, 6) AS integer))", [*params, *params]


def register() -> None:
    """Let SQLite's driver answer instants in UTC that say so.

    Django's own converter answers naive ones, which are then made aware value by value: workers read several in each
    row. What is aware already Django leaves as it is.
    """
    sqlite3.register_converter("datetime", _aware)


def _aware(stored: bytes) -> datetime:
    """Django writes UTC without saying so; a statement of one's own may have said it."""
    at = datetime.fromisoformat(stored.decode())
    return at if at.tzinfo else at.replace(tzinfo=UTC)
