"""Rereads that every store has seen are removed; a store that slept longer is built anew."""

from __future__ import annotations

from datetime import datetime, timedelta

from suppilo.events.models import Bookmark, Reread
from suppilo.events.store.reading import START, Place
from suppilo.foundation.writing import writing

KEPT_FOR = timedelta(days=2)
_HORIZON = "store:rereads removed"


def horizon() -> Place:
    """The last reread that was removed: a store that has not seen it cannot go on."""
    return Bookmark.objects.filter(reader=_HORIZON).values_list("xid", "seq").first() or START


def remove_old(now: datetime) -> None:
    """Remove rereads older than `KEPT_FOR`."""
    old = Reread.objects.filter(at__lt=now - KEPT_FOR)
    last = old.order_by("-xid", "-id").values_list("xid", "id").first()
    if last is None:
        return
    with writing():
        Bookmark.objects.update_or_create(reader=_HORIZON, defaults={"xid": last[0], "seq": last[1]})
        old.delete()
