"""Which facts a reader may take."""

from __future__ import annotations

from typing import TypeVar

from django.db import connection, models
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from suppilo.events.models import Event

Row = TypeVar("Row", bound=models.Model)


def settled(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Those rows (with a column `xid`) that no transaction still open can be overtaken by.

    Sequence numbers are not commit order on PostgreSQL: a row written early may commit late. Rows below the oldest
    running transaction are settled, and (xid, seq) is an order in which nothing can appear before what was read.
    SQLite has one writer, so that the row order is the commit order.
    """
    if connection.vendor == "postgresql":
        rows = rows.filter(xid__lt=RawSQL("pg_snapshot_xmin(pg_current_snapshot())::text::bigint", []))
    return rows


def readable() -> QuerySet[Event]:
    """The settled facts."""
    return settled(Event.objects.all())


def behind(xid: int, key: int, name: str = "seq") -> Q:
    """What lies behind the place (xid, key) in commit order."""
    if connection.vendor == "sqlite":
        return Q(**{"xid": 0, f"{name}__gt": key})
    return Q(**{"xid": xid, f"{name}__gt": key}) | Q(xid__gt=xid)


def up_to(xid: int, seq: int) -> Q:
    """What lies at or before the place (xid, seq) in commit order."""
    if connection.vendor == "sqlite":
        return Q(seq__lte=seq)
    return Q(xid=xid, seq__lte=seq) | Q(xid__lt=xid)
