"""Messages of which nobody knows whether they left: after a restore."""

from __future__ import annotations

from datetime import datetime

from suppilo.foundation.writing import writing
from suppilo.messages import outcomes
from suppilo.messages.models import Outgoing, Status
from suppilo.messages.outcomes import Outcome

BATCH = 500


def nobody_knows(*, now: datetime, also_waiting: bool = False) -> int:
    """Let what was on the wire (and, if asked, all that waits) become `unknown`, in batches; answers how many.

    It is shown, and never sent again by itself.
    """
    among = [Status.SENDING, *((Status.QUEUED, Status.HELD) if also_waiting else ())]
    done = 0
    while rows := list(Outgoing.objects.filter(status__in=among).order_by("pk")[:BATCH]):
        with writing():
            outcomes.write([Outcome(row, Status.UNKNOWN, "restored") for row in rows], now)
        done += len(rows)
    return done
