"""What a browser says of a notification that it was sent, and of a message on a page."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from suppilo.events import operations as events
from suppilo.foundation.writing import writing
from suppilo.messages.happenings import happened
from suppilo.messages.models import Outgoing, Status

#: That a message on a page was shown, the server knows by itself.
_TOLD = {"shown": ("push",), "closed": ("push", "onsite")}
_FACTS = {"shown": "message_shown", "closed": "message_closed"}


def note_notification(outgoing_id: int, what: Literal["shown", "closed"], *, now: datetime) -> bool:
    """Keep that it was shown, or closed without being followed; False where there is no such message.

    Each counts once, in however many browsers. What was uncertain has arrived once it was shown. That somebody followed
    it is told by its link, and classed as the links of mails are.
    """
    with writing():
        row = Outgoing.objects.filter(pk=outgoing_id, person_id__gt=0, sent_at__isnull=False).first()
        if row is None or row.channel not in _TOLD[what]:
            return False
        if what == "shown":
            Outgoing.objects.filter(pk=row.pk, status=Status.UNKNOWN).update(status=Status.SENT, reason="")
        events.record(row.workspace_id, [happened(row, _FACTS[what], now)])
        return True
