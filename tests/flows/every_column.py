"""Every cell of the database as text, whatever tables there are, and where the leaving person can still be read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection

from tests.flows.leaving import PERSONAL

#: What is named as kept for the books: the buyer's name on a paid order.
KEPT = {("offers_order", "name")}


def everything() -> Iterator[tuple[str, str, str]]:
    """(table, column, value as text) of every cell of the database, whatever tables there are."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if value is not None:
                        yield table, column, _spelled(value)


def _spelled(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    if "\\u" in text:
        text += text.encode().decode("unicode_escape")
    return text.lower()


def traces(needles: tuple[str, ...] = PERSONAL) -> set[tuple[str, str]]:
    wanted = [one.lower() for one in needles]
    return {(table, column) for table, column, text in everything() if any(one in text for one in wanted)}
