"""Reading on: a batch, its effect and the bookmark in one transaction."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection

from suppilo.events.models import Bookmark
from suppilo.events.queries import StoredFact, after
from suppilo.foundation.writing import writing


def consume(reader: str, *, limit: int, handle: Callable[[list[StoredFact]], None]) -> int:
    """Give the next facts after the bookmark of `reader` to `handle` and move the bookmark, all or nothing.

    Answers how many facts were read (0: none is waiting). Two workers with the same reader take turns: the bookmark row
    is locked for the transaction. A fact that commits late is read later, never skipped (see `queries.after`).
    """
    place = Bookmark.objects.filter(reader=reader).first()
    if not after(place.xid if place else 0, place.seq if place else 0, limit=1):
        return 0
    with writing():
        Bookmark.objects.get_or_create(reader=reader)
        locked = Bookmark.objects.all()
        if connection.features.has_select_for_update:
            locked = locked.select_for_update()
        place = locked.get(reader=reader)
        facts = after(place.xid, place.seq, limit=limit)
        if not facts:
            return 0
        handle(facts)
        Bookmark.objects.filter(reader=reader).update(xid=facts[-1].xid, seq=facts[-1].seq)
    return len(facts)


def start_reader_at_end(reader: str) -> None:
    """Put a new reader's bookmark behind everything readable now; one that exists stays where it is."""
    last = after(0, 0, limit=1, newest=True)
    Bookmark.objects.get_or_create(
        reader=reader, defaults={"xid": last[0].xid if last else 0, "seq": last[0].seq if last else 0}
    )


def end_reader(reader: str) -> None:
    """Forget a reader's place: whoever starts it again starts at the end."""
    Bookmark.objects.filter(reader=reader).delete()
