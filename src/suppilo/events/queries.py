"""Reading the log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.fields.json import KeyTransform

from suppilo.events.models import Bookmark, Conflict, Event
from suppilo.events.naming import event_name
from suppilo.events.readable import behind, readable
from suppilo.events.store.answering import StoreNotReady, asking_the_store, compare_store, stored_events
from suppilo.events.store.telling import StoreStatus, store_status
from suppilo.events.store.unread import Unread, unread

__all__ = [
    "StoreNotReady",
    "StoreStatus",
    "Unread",
    "StoredFact",
    "after",
    "asking_the_store",
    "compare_store",
    "conflicts",
    "count_events",
    "counts_without_person",
    "event_name",
    "facts_named",
    "facts_of",
    "lags",
    "newest_acts",
    "property_of",
    "store_status",
    "stored_events",
    "unread",
    "timeline",
    "waiting",
]


@dataclass(frozen=True)
class StoredFact:
    """One fact as a reader sees it."""

    seq: int
    xid: int
    workspace_id: int
    person_id: int | None
    name: str
    at: datetime
    received_at: datetime
    source: str
    external_id: str
    origin: str
    is_act: bool
    traffic: str
    properties: dict[str, Any]
    folded: dict[str, Any]


_FIELDS = tuple(StoredFact.__dataclass_fields__)


def _facts(rows: QuerySet[Event]) -> list[StoredFact]:
    return [StoredFact(*row) for row in rows.values_list(*_FIELDS)]


def after(xid: int, seq: int, *, limit: int, newest: bool = False) -> list[StoredFact]:
    """Up to `limit` readable facts behind the place (xid, seq), in commit order; with `newest`, the last ones."""
    order = ("-xid", "-seq") if newest else ("xid", "seq")
    return _facts(readable().filter(behind(xid, seq)).order_by(*order)[:limit])


def count_events(workspace_id: int) -> int:
    """How many facts the log holds of a workspace."""
    return Event.objects.filter(workspace_id=workspace_id).count()


def waiting(reader: str, *, at_most: int = 10_000) -> int:
    """How many facts `reader` has not read yet, counted up to `at_most`."""
    place = Bookmark.objects.filter(reader=reader).first()
    return len(after(place.xid if place else 0, place.seq if place else 0, limit=at_most))


def lags(*, at_most: int = 10_000) -> dict[str, int]:
    """How many facts each reader that ever read has not read yet, counted up to `at_most`."""
    readers = Bookmark.objects.order_by("reader").values_list("reader", flat=True)
    return {reader: waiting(reader, at_most=at_most) for reader in readers}


def facts_of(
    workspace_id: int, person_ids: Collection[int], *, names: Collection[str] | None = None
) -> dict[int, list[StoredFact]]:
    """All facts of these persons by (bare) person id, oldest first; only those called `names` if given."""
    found: dict[int, list[StoredFact]] = {person: [] for person in person_ids}
    keys = list(found)
    for start in range(0, len(keys), 500):
        rows = Event.objects.filter(workspace_id=workspace_id, person_id__in=keys[start : start + 500])
        if names is not None:
            rows = rows.filter(name__in=names)
        for item in _facts(rows.order_by("at", "seq")):
            if item.person_id is not None:
                found[item.person_id].append(item)
    return found


def newest_acts(workspace_id: int, person_ids: Collection[int]) -> dict[int, tuple[bool, datetime, int, str]]:
    """Of each (bare) person the newest act, else the newest effect: (is it an act, at, seq, origin). Not machines'."""
    found: dict[int, tuple[bool, datetime, int, str]] = {}
    keys = list(person_ids)
    for start in range(0, len(keys), 500):
        rows = Event.objects.filter(workspace_id=workspace_id, person_id__in=keys[start : start + 500])
        facts = rows.filter(traffic="person").values_list("person_id", "is_act", "at", "seq", "origin")
        for person_id, is_act, at, seq, origin in facts:
            if person_id is not None:
                here = (is_act, at, seq, origin)
                found[person_id] = max(found.get(person_id, here), here)
    return found


def timeline(
    workspace_id: int, person_ids: Sequence[int], *, limit: int = 100, before_seq: int | None = None
) -> list[StoredFact]:
    """The newest facts of these persons (one person and those merged into it), newest first."""
    rows = Event.objects.filter(workspace_id=workspace_id, person_id__in=person_ids)
    if before_seq is not None:
        rows = rows.filter(seq__lt=before_seq)
    return _facts(rows.order_by("-at", "-seq")[:limit])


def facts_named(
    workspace_id: int, names: Collection[str], *, since: datetime | None = None, until: datetime | None = None
) -> list[StoredFact]:
    """Every fact called one of `names` in [since, until), by time."""
    rows = Event.objects.filter(workspace_id=workspace_id, name__in=names)
    if since is not None:
        rows = rows.filter(at__gte=since)
    if until is not None:
        rows = rows.filter(at__lt=until)
    return _facts(rows.order_by("at", "seq"))


def property_of(workspace_id: int, seqs: Collection[int], key: str) -> dict[int, Any]:
    """The property `key` of each of these facts that has it, by seq."""
    found: dict[int, Any] = {}
    asked = list(seqs)
    for start in range(0, len(asked), 5_000):
        rows = Event.objects.filter(workspace_id=workspace_id, seq__in=asked[start : start + 5_000])
        found.update(rows.values_list("seq", KeyTransform(key, "properties")))
    return {seq: value for seq, value in found.items() if value is not None}


def counts_without_person(
    workspace_id: int, name: str, keys: Collection[str], *, until: datetime
) -> list[tuple[dict[str, Any], int]]:
    """How many facts called `name` belong to nobody (no consent), for each combination of the properties `keys`."""
    columns = {f"value_{place}": KeyTransform(key, "properties") for place, key in enumerate(keys)}
    rows = Event.objects.filter(workspace_id=workspace_id, name=name, person_id=None, traffic="person", at__lte=until)
    if not columns:
        return [({}, rows.count())]
    counted = rows.annotate(**columns).values_list(*columns).annotate(number=Count("seq"))
    return [(dict(zip(keys, row[:-1], strict=True)), row[-1]) for row in counted.order_by()]


def conflicts(workspace_id: int, *, limit: int = 100) -> list[Conflict]:
    """The newest repeats that disagreed with what the log held."""
    return list(Conflict.objects.filter(workspace_id=workspace_id).select_related("first").order_by("-id")[:limit])
