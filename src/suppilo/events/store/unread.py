"""What an opened store does not hold yet, and up to when it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from suppilo.analysis.store.opening import Store
from suppilo.events.models import Event
from suppilo.events.readable import behind

#: More facts than these are not counted one by one.
AT_MOST = 10_000


@dataclass(frozen=True)
class Unread:
    """Facts that stand in the log and not in the store: `count` of them, with `more` at least so many.

    `whole_until`: every fact that was received by then is in; None where the store holds none. It says something only
    while facts wait: else the store is whole as of now.
    """

    count: int = 0
    more: bool = False
    whole_until: datetime | None = None

    def as_of(self, now: datetime) -> datetime:
        """The instant of which an answer may be told: now, unless facts wait."""
        return min(now, self.whole_until) if self.count and self.whole_until else now


def unread(workspace_id: int, store: Store) -> Unread:
    """What waits behind this generation of the store, also what no reader may take before a transaction ends."""
    xid, seq = store.manifest.note["bookmark"]
    waiting = Event.objects.filter(behind(xid, seq), workspace_id=workspace_id)
    some = waiting.order_by("xid", "seq").values("seq", "received_at")[: AT_MOST + 1]
    told = some.aggregate(count=Count("seq"), first=Min("received_at"))
    if not told["count"]:
        return Unread()
    read = Event.objects.filter(seq=seq, workspace_id=workspace_id).values_list("received_at", flat=True).first()
    until = min(filter(None, (read, told["first"])))
    return Unread(min(told["count"], AT_MOST), told["count"] > AT_MOST, until)
