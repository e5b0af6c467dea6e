"""Writing, trying out, scheduling, stopping and resuming broadcasts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from suppilo.foundation import ids
from suppilo.foundation.writing import writing
from suppilo.messages.compiling import BROADCAST
from suppilo.messages.composing import FORMS, compose
from suppilo.messages.models import Broadcast, Outgoing, Phase, Status
from suppilo.messages.operations.fixing import fix
from suppilo.messages.operations.trial import queue_trial
from suppilo.messages.timing import first_step_at, instants
from suppilo.publishing import queries as publishing

#: What can be changed, and what can be sent, in which phase.
OPEN = (Phase.DRAFT,)
GOING = (Phase.SCHEDULED, Phase.RUNNING)
CHUNK = 5_000


class NotNow(Exception):
    """What was asked of a broadcast does not fit where it is: it was sent, stopped or changed by somebody else."""


def write_broadcast(
    workspace_id: int,
    *,
    number: int | None,
    name: str,
    segment: str,
    content: Mapping[str, Any],
    user_id: int | None,
    now: datetime,
) -> int:
    """Keep a draft (a new one without `number`) and have the gate asked about everybody; answers its number.

    Nothing is checked yet: a draft may be unfinished. Raises NotNow when it is no draft any more.
    """
    values = {"name": name, "segment": segment, "content": dict(content), **_asked_anew(now)}
    with writing():
        if number is None:
            made = Broadcast.objects.create(workspace_id=workspace_id, user_id=user_id, created_at=now, **values)
            return made.pk
        if not _of(workspace_id, number).filter(phase__in=OPEN).update(**values):
            raise NotNow(f"Broadcast {number} is no draft any more.")
    return number


def ask_again(
    workspace_id: int, number: int, *, now: datetime, starts_at: datetime | None = None, is_local: bool = False
) -> None:
    """Have the gate asked anew about everybody in a draft: as if it were sent now, or at `starts_at`. Raises NotNow."""
    values = {"starts_at": starts_at, "is_local": is_local and starts_at is not None, **_asked_anew(now)}
    with writing():
        if not _of(workspace_id, number).filter(phase__in=OPEN).update(**values):
            raise NotNow(f"Broadcast {number} is no draft any more.")


def _asked_anew(now: datetime) -> dict[str, Any]:
    return {"forecast": {}, "asked_up_to": 0, "due_at": now, "lease": ""}


def schedule_broadcast(workspace_id: int, number: int, *, starts_at: datetime, is_local: bool, now: datetime) -> None:
    """Fix what was written and let it begin at `starts_at` (or at that wall time where each person is).

    Raises NotNow, and MessageRefused with every problem of the texts.
    """
    with writing():
        row = _of(workspace_id, number).select_for_update().filter(phase__in=OPEN, step=None).first()
        running = publishing.running(workspace_id)
        if row is None or running is None:
            raise NotNow(f"Broadcast {number} is no draft any more.")
        fix(row, running)
        row.phase, row.lease = Phase.SCHEDULED, ""
        row.starts_at, row.is_local, row.asked_up_to = starts_at, is_local, None
        row.local_from = min(now, starts_at)
        row.due_at = max(now, first_step_at(starts_at, is_local=is_local))
        row.save()


def stop_broadcast(workspace_id: int, number: int, *, now: datetime, for_good: bool = False) -> int:
    """Nothing more of it leaves; what waits is taken back. Answers how many. `for_good`: it cannot be resumed.

    What is on the wire or has left is not touched. Raises NotNow when it is not going.
    """
    phases = (*GOING, Phase.STOPPED) if for_good else GOING
    with writing():
        stopped = _of(workspace_id, number).filter(phase__in=phases)
        over = {"phase": Phase.CANCELLED, "finished_at": now} if for_good else {"phase": Phase.STOPPED}
        if not stopped.update(due_at=None, lease="", **over):
            raise NotNow(f"Broadcast {number} is not being sent.")
    taken = {"status": Status.CANCELLED, "reason": "broadcast_stopped", "lease": "", "held_until": None, "due_at": None}
    return _in_chunks(_waiting(number), taken)


def resume_broadcast(workspace_id: int, number: int, *, now: datetime) -> int:
    """Let a stopped broadcast go on where it was; answers how many messages wait again. Raises NotNow."""
    with writing():
        going = _of(workspace_id, number).filter(phase=Phase.STOPPED)
        if not going.update(phase=Phase.RUNNING, trouble="", due_at=now, local_from=now, lease=""):
            raise NotNow(f"Broadcast {number} is not stopped.")
    row = _of(workspace_id, number).get()
    taken = Outgoing.objects.filter(broadcast_id=number, status=Status.CANCELLED, reason="broadcast_stopped")
    done = 0
    while rows := list(taken.order_by("pk")[:CHUNK]):
        bundle = publishing.bundle_of(rows[0].version_id)
        at = instants(row, [one.person_id for one in rows], bundle, now)
        for one in rows:
            one.status, one.reason, one.reason_params, one.lease = Status.QUEUED, "", {}, ""
            one.due_at = at[one.person_id]
        with writing():
            fields = ["status", "reason", "reason_params", "lease", "due_at"]
            done += Outgoing.objects.bulk_update(rows, fields, batch_size=200)
    return done


def delete_draft(workspace_id: int, number: int) -> None:
    """Throw a draft away. Raises NotNow for one that was ever scheduled."""
    with writing():
        if not _of(workspace_id, number).filter(phase__in=OPEN).delete()[0]:
            raise NotNow(f"Broadcast {number} is no draft any more.")


def try_broadcast(workspace_id: int, number: int, *, address: str, language: str, now: datetime) -> None:
    """Send it to one address as it is written now, as nobody's message: it counts nowhere and its links do nothing.

    `address` is a mail address or a telephone number (E.164), as the channel has it. Raises NotNow, also for a channel
    without addresses, and MessageRefused with every problem of the texts.
    """
    running = publishing.running(workspace_id)
    row = _of(workspace_id, number).first()
    if row is None or running is None:
        raise NotNow(f"There is no broadcast {number}.")
    message = compose(row.content, running.bundle)
    if not FORMS[message.channel].tried_at:
        raise NotNow(f"Nothing is sent by {message.channel} to an address: look at the preview.")
    name = f"{BROADCAST}{number}:try:{ids.new_id()}"[:63]
    queue_trial(workspace_id, running, message, name=name, address=address, language=language, now=now)


def _of(workspace_id: int, number: int) -> QuerySet[Broadcast]:
    return Broadcast.objects.filter(workspace_id=workspace_id, pk=number)


def _waiting(number: int) -> QuerySet[Outgoing]:
    return Outgoing.objects.filter(broadcast_id=number, status__in=(Status.QUEUED, Status.HELD))


def _in_chunks(rows: QuerySet[Outgoing], values: dict[str, Any]) -> int:
    """Change rows in short transactions; answers how many. The change takes them out of `rows`."""
    done = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        with writing():
            done += rows.filter(pk__in=keys).update(**values)
    return done
