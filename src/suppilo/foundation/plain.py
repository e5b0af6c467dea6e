"""Rows as plain JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet


def plain(value: Any) -> Any:
    """`value` as JSON can say it: instants and days in ISO 8601, decimals as text, the rest as it is."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def plain_rows(rows: QuerySet[Any, Any], *fields: str) -> list[dict[str, Any]]:
    """The named columns of each row, as plain JSON, in the order of the rows."""
    found: Iterable[Mapping[str, Any]] = rows.values(*fields)
    return [{name: plain(value) for name, value in row.items()} for row in found]
