"""The log as the store reads it: plain rows in commit order, without making objects of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from suppilo.analysis.store.hashing import hash_of
from suppilo.events.models import Event, Reread
from suppilo.events.readable import behind, readable, settled, up_to
from suppilo.foundation.instants import Microseconds

#: (xid, seq): everything up to it has been read.
Place = tuple[int, int]
START: Place = (0, 0)
_AT_ONCE = 500


class LogRow(NamedTuple):
    """One fact; `at` is microseconds since 1970, `text` its properties as they stand in the database."""

    xid: int
    seq: int
    person: int | None
    name: str
    at: int
    origin: str
    is_act: bool
    traffic: str
    text: str


def _rows(found: QuerySet[Event]) -> QuerySet[Event, tuple[object, ...]]:
    return found.annotate(micros=Microseconds("at"), text=Cast("properties", TextField())).values_list(
        "xid", "seq", "person_id", "name", "micros", "origin", "is_act", "traffic", "text"
    )


def newest() -> Place:
    """The last readable place of the whole log: one look into an index."""
    return readable().order_by("-xid", "-seq").values_list("xid", "seq").first() or START


def batch(workspace_id: int, place: Place, limit: int) -> list[LogRow]:
    """Up to `limit` facts of the workspace behind `place`, in commit order."""
    found = readable().filter(behind(*place), workspace_id=workspace_id).order_by("xid", "seq")[:limit]
    return [LogRow._make(row) for row in _rows(found)]


def of_people(workspace_id: int, people: Sequence[int], until: Place) -> Iterator[LogRow]:
    """All facts of these (original) people up to and including `until`."""
    for start in range(0, len(people), _AT_ONCE):
        some = people[start : start + _AT_ONCE]
        found = Event.objects.filter(up_to(*until), workspace_id=workspace_id, person_id__in=some)
        for row in _rows(found).iterator(chunk_size=10_000):
            yield LogRow._make(row)


def merges(workspace_id: int, names: Sequence[str]) -> list[LogRow]:
    """All readable facts called so, in commit order."""
    found = readable().filter(workspace_id=workspace_id, name__in=names).order_by("xid", "seq")
    return [LogRow._make(row) for row in _rows(found)]


def rereads(workspace_id: int, place: Place, limit: int) -> list[tuple[int, int, int]]:
    """Up to `limit` (xid, id, person) whose facts were given another id, behind `place`."""
    found = settled(Reread.objects.filter(behind(*place, "id"), workspace_id=workspace_id)).order_by("xid", "id")
    return list(found.values_list("xid", "id", "person_id")[:limit])


def newest_reread() -> Place:
    """The last readable place among the rereads of all workspaces."""
    return settled(Reread.objects.all()).order_by("-xid", "-id").values_list("xid", "id").first() or START


def anchor(place: Place) -> int:
    """What stands at this place of the log, as a number; 0 when nothing does. It shows that the log is the same one."""
    row = Event.objects.filter(seq=place[1], xid=place[0]).values_list("source", "name", "external_id").first()
    return hash_of(*row) if row else 0
