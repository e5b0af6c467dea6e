"""What happened to a message, as a fact of its recipient."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from suppilo.events import operations as events
from suppilo.messages.models import Outgoing


def happened(
    row: Outgoing, name: str, at: datetime, *, external_id: str = "", traffic: str = "person", **more: Any
) -> events.NewFact:
    """The fact `name` of the message: which it was, by which channel, from which journey, and `more`.

    Unless `external_id` tells several apart, a message has it once.
    """
    return events.NewFact(
        name=name,
        person_id=row.person_id,
        at=at,
        properties={"message": row.message_id, "channel": row.channel, "journey": row.journey, **more},
        source="messages",
        external_id=external_id or str(row.pk),
        origin=row.origin,
        traffic=traffic,
    )


def held_key(number: int, status: str, reason: str) -> str:
    """What tells the `message_held` facts of one message apart: it was held for this, then expired for that."""
    return f"{number}:{status}:{reason}"


def read_held_key(key: str) -> tuple[int, str]:
    """The message's number and the status that it got; (0, "") for a key that nobody here made."""
    number, _, rest = key.partition(":")
    return (int(number), rest.partition(":")[0]) if number.isascii() and number.isdigit() else (0, "")
