"""Bringing people to a new version, batch by batch."""

from __future__ import annotations

from datetime import datetime, timedelta

from suppilo.foundation.claims import claim
from suppilo.foundation.writing import writing
from suppilo.publishing import queries
from suppilo.publishing.models import Migration
from suppilo.publishing.ports import movers

_LEASE = timedelta(minutes=2)


def migrate_people(now: datetime) -> int:
    """One batch of every migration that is due. Answers how many batches ran; part of `run_due`.

    Versions are taken in order, so that people never move towards a version while an older move is unfinished.
    """
    done = 0
    for row in claim(Migration, now=now, limit=8, lease_for=_LEASE, order=("version_id", "id")):
        earlier = Migration.objects.filter(
            workspace_id=row.workspace_id, mover=row.mover, version_id__lt=row.version_id, finished_at__isnull=True
        )
        if earlier.exists():
            Migration.objects.filter(pk=row.pk, lease=row.lease).update(due_at=now)
            continue
        _one_batch(row, now)
        done += 1
    return done


def _one_batch(row: Migration, now: datetime) -> None:
    mover = movers().get(row.mover)
    if mover is None:
        Migration.objects.filter(pk=row.pk, lease=row.lease).update(due_at=None, finished_at=now)
        return
    old = queries.bundle_of(row.from_version_id) if row.from_version_id else None
    new = queries.bundle_of(row.version_id)
    cursor, moved = mover.move(row.workspace_id, row.version_id, old, new, row.cursor, now)
    with writing():
        Migration.objects.filter(pk=row.pk, lease=row.lease).update(
            cursor=cursor or {},
            moved=row.moved + moved,
            due_at=None if cursor is None else now,
            finished_at=now if cursor is None else None,
        )
