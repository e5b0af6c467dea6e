"""Keeping events that were not taken, so that whoever misses them finds them and why."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from suppilo.capture import rate
from suppilo.capture.models import RejectedEvent
from suppilo.capture.network import network_of
from suppilo.capture.reported import RefusedEvent, Report
from suppilo.foundation.bulk import insert
from suppilo.foundation.writing import writing

log = logging.getLogger(__name__)

#: More rows a minute than this tell nothing new, and would let a stranger fill the disk.
A_MINUTE = 600
FORGET_AFTER = timedelta(days=30)
_AT_ONCE = 1_000


def keep_refused(workspace_id: int, refused: Sequence[tuple[Report, RefusedEvent]]) -> None:
    """Keep a row for each event, for 30 days; beyond 600 a minute they are only counted in the program's log."""
    rows = []
    for report, one in refused:
        if rate.refused_events.take(str(workspace_id), per_minute=A_MINUTE, now=report.received_at):
            continue
        rows.append(
            RejectedEvent(
                workspace_id=workspace_id,
                name=_plain(one.name)[:63],
                external_id=_plain(one.id)[:64],
                reason=_plain(one.reason)[:500],
                content="" if "@" in one.content else _plain(one.content)[:1_000],
                origin=_plain(report.origin)[:200],
                network=network_of(report.ip),
                at=report.received_at,
            )
        )
    if len(rows) < len(refused):
        log.warning("Workspace %d: %d refused events are not kept, too many", workspace_id, len(refused) - len(rows))
    insert(RejectedEvent, rows)


def forget_refused(now: datetime) -> int:
    """Remove up to 1,000 rows that are older than 30 days; answers how many. A task of the worker."""
    old = RejectedEvent.objects.filter(at__lt=now - FORGET_AFTER).order_by("at").values_list("pk", flat=True)
    keys = list(old[:_AT_ONCE])
    if not keys:
        return 0
    with writing():
        return RejectedEvent.objects.filter(pk__in=keys).delete()[0]


def _plain(text: str) -> str:
    return text.replace("\x00", "")
