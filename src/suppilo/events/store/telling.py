"""How a store stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from suppilo.analysis.store import manifest
from suppilo.analysis.store.errors import Damaged, NoStore
from suppilo.analysis.store.manifest import Manifest
from suppilo.analysis.store.opening import open_store
from suppilo.events.models import Event
from suppilo.events.readable import behind
from suppilo.events.store import places


@dataclass(frozen=True)
class StoreStatus:
    """A workspace's store. `waiting` is how many facts of the log it has not taken in (counted up to a bound).

    `why` is the reason for which it was built anew last, `begun` when, `building` how many events a store under
    construction holds (None: there is none), `damage` what was found in a file and is still to be mended, and `dropped`
    the properties that are not kept, with the reason.
    """

    exists: bool
    events: int = 0
    people: int = 0
    without_person: int = 0
    waiting: int = 0
    generation: int = 0
    buckets: int = 0
    deltas: int = 0
    in_deltas: int = 0
    bytes: int = 0
    columns: int = 0
    why: str = ""
    begun: datetime | None = None
    damage: str = ""
    building: int | None = None
    dropped: Mapping[str, str] = field(default_factory=dict)


def store_status(workspace_id: int, *, at_most: int = 100_000) -> StoreStatus:
    """How the store stands now, without bringing it up to the log; facts that wait are counted up to `at_most`."""
    folder = places.folder_of(workspace_id)
    damage = places.damage(folder) or ""
    try:
        building: int | None = _events(manifest.read(folder, places.BUILDING))
    except (NoStore, Damaged):
        building = None
    try:
        store = open_store(folder)
    except (NoStore, Damaged) as error:
        found = str(error) if isinstance(error, Damaged) else damage
        return StoreStatus(False, damage=found, building=building, waiting=_waiting(workspace_id, [0, 0], at_most))
    card = store.manifest
    return StoreStatus(
        exists=True,
        events=len(store),
        people=sum(one.people.size for one in store.buckets()),
        without_person=card.note["without_person"],
        waiting=_waiting(workspace_id, card.note["bookmark"], at_most),
        generation=card.generation,
        buckets=card.buckets,
        deltas=len(card.deltas),
        in_deltas=sum(sum(one.events[bucket] for one in card.deltas_of(bucket)) for bucket in range(card.buckets)),
        bytes=card.bytes(),
        columns=len(store.columns),
        why=card.note["why"],
        begun=datetime.fromisoformat(card.note["begun"]) if "begun" in card.note else None,
        damage=damage,
        building=building,
        dropped=card.dropped,
    )


def _events(card: Manifest) -> int:
    laid = sum(sum(one.events[bucket] for one in card.deltas_of(bucket)) for bucket in range(card.buckets))
    return laid + sum(base.events for base in card.bases if base)


def _waiting(workspace_id: int, place: list[int], at_most: int) -> int:
    rows = Event.objects.filter(behind(place[0], place[1]), workspace_id=workspace_id)
    return len(rows.order_by("xid", "seq").values_list("seq")[:at_most])
