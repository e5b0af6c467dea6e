"""Messages of sequences on their way into the outbox."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from suppilo.definition.model import Message
from suppilo.foundation import ids
from suppilo.foundation.bulk import insert
from suppilo.messages.audience import fixed_message
from suppilo.messages.compiling import BROADCAST
from suppilo.messages.models import Broadcast, Lane, Outgoing
from suppilo.messages.sequences.course import journey_name, unique_key
from suppilo.messages.sequences.rows import Follower, Sequence, SequenceMessage

_OWN = frozenset({"id", "person_id", "unique_key", "reference", "due_at", "expires_at"})


def put(
    sequence: Sequence,
    stop: SequenceMessage,
    rows: Collection[Follower],
    now: datetime,
    *,
    at: Mapping[int, datetime] | None = None,
) -> int:
    """Put the message into the outbox for each of `rows`, in the caller's transaction; answers how many are new.

    Whoever came in with many others stands in the lane of broadcasts, and so do those who have a turn of their own,
    `at` by follower. What should have left earlier expires as if it had: after a pause it may be too late.
    """
    live = stop.live
    assert live is not None
    message = fixed_message(live.pk)
    done = 0
    for lane in (Lane.JOURNEY, Lane.BROADCAST):
        mine = [row for row in rows if (row.in_bulk or at is not None) == (lane == Lane.BROADCAST)]
        turns = at or {row.pk: now for row in mine}
        some = [_row(sequence, stop, row, message, turns[row.pk], is_late=at is None) for row in mine]
        same = _same(sequence, live, message, lane, now)
        done += insert(Outgoing, some, unique=("workspace_id", "unique_key"), same=same) if some else 0
    return done


def _row(
    sequence: Sequence, stop: SequenceMessage, row: Follower, message: Message, at: datetime, *, is_late: bool
) -> SimpleNamespace:
    since = (row.late_since if is_late else None) or at
    return SimpleNamespace(
        person_id=row.person_id,
        unique_key=unique_key(sequence.pk, stop.pk, row.person_id),
        reference=ids.new_id(),
        due_at=at,
        expires_at=since + message.expires_after if message.expires_after else None,
    )


def _same(sequence: Sequence, live: Broadcast, message: Message, lane: Lane, now: datetime) -> dict[str, Any]:
    """What all rows of it have in common."""
    assert live.version_id is not None
    sample = Outgoing(
        workspace_id=sequence.workspace_id,
        version_id=live.version_id,
        broadcast_id=live.pk,
        message_id=f"{BROADCAST}{live.pk}",
        channel=message.channel,
        purpose=message.purpose,
        lane=lane,
        journey=journey_name(sequence.pk),
        created_at=now,
        due_at=now,
    )
    names = (one.attname for one in Outgoing._meta.concrete_fields)
    return {name: getattr(sample, name) for name in names if name not in _OWN}
