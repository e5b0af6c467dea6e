"""Which facts a reader may take."""

from __future__ import annotations

from typing import TypeVar

from django.db import connection, models
from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.lookups import GreaterThan, LessThanOrEqual

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
    return Q(GreaterThan(_pair(F("xid"), F(name)), _pair(Value(xid), Value(key))))


def up_to(xid: int, seq: int) -> Q:
    """What lies at or before the place (xid, seq) in commit order."""
    if connection.vendor == "sqlite":
        return Q(seq__lte=seq)
    return Q(LessThanOrEqual(_pair(F("xid"), F("seq")), _pair(Value(xid), Value(seq))))


def _pair(first: F | Value, second: F | Value) -> Func:
    """Two columns or two numbers, compared as one: PostgreSQL begins to read its index there.

    Written out with OR, the same condition was checked on every row of the log from the first one on.
    """
    return Func(first, second, template="(%(expressions)s)", output_field=models.BigIntegerField())
