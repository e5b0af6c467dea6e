"""Words of vendors that we do not know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from suppilo.messages.models import Outgoing, StrangeReport


@dataclass(frozen=True)
class StrangeWord:
    """A word of a channel's vendor, when it first and last came, and the message and person it last came for (or 0)."""

    channel: str
    word: str
    first_at: datetime
    last_at: datetime
    message_id: str
    person_id: int


def strange_words(workspace_id: int) -> list[StrangeWord]:
    """Every word that came and is not known, the newest first."""
    rows = list(StrangeReport.objects.filter(workspace_id=workspace_id).order_by("-last_at", "-pk"))
    about = {
        number: (message, person)
        for number, message, person in Outgoing.objects.filter(
            pk__in=[row.outgoing_id for row in rows], person_id__gt=0
        ).values_list("pk", "message_id", "person_id")
    }
    return [
        StrangeWord(row.channel, row.word, row.first_at, row.last_at, *about.get(row.outgoing_id, ("", 0)))
        for row in rows
    ]
