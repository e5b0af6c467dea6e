"""Broadcasts go on: a batch into the outbox, or a batch of the forecast. Each step can be taken again after a crash."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from suppilo.definition.model import Bundle, Message
from suppilo.foundation import claims, clock, ids
from suppilo.foundation.writing import writing
from suppilo.messages.audience import batch_after
from suppilo.messages.compiling import BROADCAST
from suppilo.messages.finishing import finishes_at
from suppilo.messages.forecasting import answers, message_written
from suppilo.messages.models import Broadcast, Lane, Outgoing, Phase, Status
from suppilo.messages.timing import instants
from suppilo.publishing import queries as publishing

#: So many are put into the outbox at once, and so many that are due may wait there: the rest waits in the segment, so
#: that whoever leaves it, and a stop, need no clearing up.
BATCH = 200
WINDOW = 1_000
LEASE = timedelta(minutes=2)
AGAIN = timedelta(seconds=2)
#: Beyond every person: whoever comes later, when all were asked, does not get it any more.
EVERYBODY = 2**62


def broadcasts(now: datetime) -> int:
    """Take one step of the broadcast that has waited longest; answers how many people it was about."""
    claimed = claims.claim(Broadcast, now=now, limit=1, lease_for=LEASE)
    if not claimed:
        return 0
    broadcast = claimed[0]
    if broadcast.phase in (Phase.SCHEDULED, Phase.RUNNING):
        return _put_batch(broadcast, clock.now())
    if broadcast.asked_up_to is not None:
        return _ask_batch(broadcast, clock.now())
    _mine(broadcast).update(due_at=None)
    return 0


def _mine(broadcast: Broadcast) -> Any:
    return Broadcast.objects.filter(pk=broadcast.pk, lease=broadcast.lease)


def _put_batch(broadcast: Broadcast, now: datetime) -> int:
    running = publishing.running(broadcast.workspace_id)
    if broadcast.segment and (running is None or broadcast.segment not in running.bundle.segments):
        _mine(broadcast).update(phase=Phase.STOPPED, trouble="segment_gone", due_at=None)
        return 1
    due = Outgoing.objects.filter(broadcast_id=broadcast.pk, status=Status.QUEUED, due_at__lte=now)
    if due.count() >= WINDOW:
        _mine(broadcast).update(due_at=now + AGAIN)
        return 0
    found = batch_after(broadcast, broadcast.after, BATCH)
    assert broadcast.version_id is not None
    bundle = publishing.bundle_of(broadcast.version_id)
    rows = _rows(broadcast, found, bundle, now)
    with writing():
        if not _mine(broadcast).filter(phase__in=(Phase.SCHEDULED, Phase.RUNNING)).select_for_update().exists():
            return 0
        Outgoing.objects.bulk_create(rows, ignore_conflicts=True)
        _mine(broadcast).update(**_progress(broadcast, found, now))
    return len(found) or 1


def _progress(broadcast: Broadcast, found: Sequence[int], now: datetime) -> dict[str, Any]:
    if found:
        started = broadcast.started_at or now
        return {"after": found[-1], "phase": Phase.RUNNING, "started_at": started, "due_at": now}
    waiting = Outgoing.objects.filter(broadcast_id=broadcast.pk, due_at__isnull=False)
    if waiting.exists():
        started = broadcast.started_at or now
        return {"after": EVERYBODY, "phase": Phase.RUNNING, "started_at": started, "due_at": now + AGAIN * 5}
    return {"phase": Phase.DONE, "finished_at": now, "due_at": None}


def _rows(broadcast: Broadcast, found: Sequence[int], bundle: Bundle, now: datetime) -> list[Outgoing]:
    assert broadcast.version_id is not None
    message = Message.model_validate(broadcast.message)
    at = instants(broadcast, found, bundle, now)
    return [
        Outgoing(
            workspace_id=broadcast.workspace_id,
            version_id=broadcast.version_id,
            broadcast_id=broadcast.pk,
            person_id=person,
            message_id=f"{BROADCAST}{broadcast.pk}",
            channel=message.channel,
            purpose=message.purpose,
            lane=Lane.BROADCAST,
            unique_key=f"{BROADCAST}{broadcast.pk}:{person}",
            reference=ids.new_id(),
            created_at=now,
            expires_at=at[person] + message.expires_after if message.expires_after else None,
            due_at=at[person],
        )
        for person in found
    ]


def _ask_batch(broadcast: Broadcast, now: datetime) -> int:
    """Ask the gate about the next people, and add its answers up."""
    running = publishing.running(broadcast.workspace_id)
    found = batch_after(broadcast, broadcast.asked_up_to or 0, BATCH) if running else []
    forecast = dict(broadcast.forecast)
    if not found or running is None:
        forecast |= {"is_whole": True, "at": now.isoformat(), "until": _until(broadcast, running, now)}
        _mine(broadcast).update(forecast=forecast, asked_up_to=None, due_at=None)
        return 1
    said = answers(broadcast, found, running.bundle, now)
    for key, counts in (
        ("answers", said.counts),
        ("parts", said.parts),
        ("leaving", said.leaving),
        ("moved", said.moved),
    ):
        before = forecast.get(key, {})
        forecast[key] = before | {one: before.get(one, 0) + many for one, many in counts.items()}
    _mine(broadcast).update(forecast=forecast, asked_up_to=found[-1], due_at=now)
    return len(found)


def _until(broadcast: Broadcast, running: publishing.RunningVersion | None, now: datetime) -> str | None:
    """When the last will have left, as ISO 8601; None when that cannot be told."""
    message = message_written(broadcast, running.bundle) if running else None
    if running is None or message is None:
        return None
    leaving = broadcast.forecast.get("leaving", {})
    until = finishes_at(broadcast, message, leaving, running.bundle, now=now)
    return until.isoformat() if until else None
