"""Work that waits in rows: claimed in batches under a lease, by compare-and-set, or taken for one transaction.

One column does it all. `due_at` is when the row wants a worker; claiming moves it to the end of the lease, so a
worker that dies gives the row back by doing nothing. `lease` names the claim: an effect is written only while the row
still carries it. Where every effect is a row of this database no lease is needed: who takes rows holds them until the
transaction that writes the effects is over.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection, models, transaction

from suppilo.foundation import ids
from suppilo.foundation.reading import read


class Due(models.Model):
    """A row that waits for a worker. `due_at` null means that nothing is to be done."""

    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Claimable(Due):
    """A row that a worker keeps over several transactions."""

    lease = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        abstract = True


Waiting = TypeVar("Waiting", bound=Due)
Row = TypeVar("Row", bound=Claimable)


def is_due(model: type[Due], now: datetime) -> bool:
    """Whether any row of `model` is due: one look-up in an index."""
    return bool(model._default_manager.filter(due_at__lte=now).order_by("due_at", "id").values_list("pk")[:1])


def take(model: type[Waiting], *, now: datetime, limit: int, among: Collection[int] | None = None) -> list[Waiting]:
    """Up to `limit` rows of `model` that are due (of the keys `among`), the longest due first, as they stand now.

    Call it inside the transaction that writes what becomes of them: until that is over nobody else takes them. What
    another worker has in hand is left to it.
    """
    due = model._default_manager.filter(due_at__lte=now).order_by("due_at", "id")
    if among is not None:
        due = due.filter(pk__among=set(among))
    return read(_in_nobodys_hand(due)[:limit])


def _in_nobodys_hand(due: models.QuerySet[Waiting, Waiting]) -> models.QuerySet[Waiting, Waiting]:
    """Read, they are locked; what another worker has locked is passed over. SQLite has one writer at a time."""
    if connection.features.has_select_for_update_skip_locked:
        return due.select_for_update(skip_locked=True, of=("self",))
    return due


def claim(
    model: type[Row],
    *,
    now: datetime,
    limit: int,
    lease_for: timedelta,
    order: tuple[str, ...] = ("due_at", "id"),
    among: models.Q | None = None,
) -> list[Row]:
    """Claim up to `limit` rows of `model` that are due and return them under a new lease, in `order`.

    `among` narrows it to some rows (a lane). Two workers never hold the same row within a lease. When nothing is due it
    costs one index look-up and no write.
    """
    due = model._default_manager.filter(among or models.Q(), due_at__lte=now).order_by(*order)
    if not due.values_list("pk")[:1]:
        return []
    lease = ids.new_id()
    with transaction.atomic():
        rows = read(_in_nobodys_hand(due)[:limit])
        ours = model._default_manager.filter(pk__among={row.pk for row in rows})
        if ours.filter(due_at__lte=now).update(due_at=now + lease_for, lease=lease) < len(rows):
            return read(ours.filter(lease=lease).order_by(*order))  # another worker was quicker for some
    for row in rows:
        row.due_at, row.lease = now + lease_for, lease
    return rows


def still_held(model: type[Row], rows: list[Row]) -> set[int]:
    """The keys of `rows` that still carry the lease they were claimed under (call inside the effect's transaction)."""
    by_lease: dict[str, set[int]] = {}
    for row in rows:
        by_lease.setdefault(row.lease, set()).add(row.pk)
    found: set[int] = set()
    for lease, keys in by_lease.items():
        queryset = model._default_manager.filter(pk__among=keys, lease=lease)
        if connection.features.has_select_for_update:
            queryset = queryset.select_for_update()
        found.update(queryset.values_list("pk", flat=True))
    return found
