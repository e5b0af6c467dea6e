"""What time alone changes."""

from __future__ import annotations

from datetime import datetime, timedelta

from suppilo.foundation import claims
from suppilo.foundation.writing import writing
from suppilo.publishing import queries as publishing
from suppilo.segments.conditions import graph_of
from suppilo.segments.models import Wake
from suppilo.segments.operations.settling import Causes, settle_people
from suppilo.segments.ports import Occasion

BATCH = 200
_LEASE = timedelta(minutes=1)


def wake(now: datetime) -> int:
    """Settle the people whose conditions change by now; how many wake-ups were due. Nothing due costs one look-up."""
    rows = claims.claim(Wake, now=now, limit=BATCH, lease_for=_LEASE)
    if not rows:
        return 0
    with writing():
        held = claims.still_held(Wake, rows)
        mine = [row for row in rows if row.pk in held]
        Wake.objects.filter(pk__in=held).delete()
        by_workspace: dict[int, Causes] = {}
        for row in mine:
            by_workspace.setdefault(row.workspace_id, {}).setdefault(row.person_id, {})[row.node] = None
        for workspace_id, causes in by_workspace.items():
            _settle(workspace_id, causes, now)
    return len(rows)


def _settle(workspace_id: int, causes: Causes, now: datetime) -> None:
    running = publishing.running(workspace_id)
    if running is None:
        return
    graph = graph_of(running.bundle)
    known = {node.key for _, node in graph.nodes}
    wanted = {
        person_id: {key: since for key, since in nodes.items() if key in known} for person_id, nodes in causes.items()
    }
    settle_people(Occasion(workspace_id, running.bundle, now), graph, wanted)
