"""Working everything out anew from the log: what settling keeps up to date must come out the same."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from suppilo.foundation.writing import writing
from suppilo.people import queries as people
from suppilo.publishing import queries as publishing
from suppilo.segments.conditions import graph_of
from suppilo.segments.members import PREFIX
from suppilo.segments.models import Member, Wake
from suppilo.segments.operations.moving import BATCH
from suppilo.segments.operations.settling import settle_people
from suppilo.segments.ports import Occasion


@dataclass
class Rebuilt:
    """How many people were looked at, and how many memberships came, went, or began at another time."""

    people: int = 0
    came: int = 0
    gone: int = 0
    moved: int = 0


def rebuild(
    workspace_id: int,
    now: datetime,
    *,
    among: Collection[int] | None = None,
) -> Rebuilt:
    """Settle every segment for everybody (or for the canonical people `among`) from what is known at `now`.

    Wake-ups are noted anew. What comes out otherwise than before is told with origin migration and starts nothing;
    nothing comes out otherwise unless rows were lost. In short transactions; killed, it is simply called again.
    """
    found = Rebuilt()
    running = publishing.running(workspace_id)
    if running is None:
        return found
    occasion = Occasion(workspace_id, running.bundle, now, running.version_id)
    keys = dict.fromkeys(PREFIX + segment for segment in running.bundle.segments)
    for ids in _batches(workspace_id, among):
        with writing():
            before = _rows(ids)
            Wake.objects.filter(person_id__in=ids, node__in=list(keys)).delete()
            gone = Member.objects.filter(person_id__in=ids).exclude(segment__in=running.bundle.segments)
            gone.delete()
            settle_people(occasion, graph_of(running.bundle), {person_id: dict(keys) for person_id in ids})
            _count(found, before, _rows(ids))
        found.people += len(ids)
    return found


def _batches(workspace_id: int, among: Collection[int] | None) -> Iterator[list[int]]:
    if among is not None:
        every = sorted(among)
        yield from (every[start : start + BATCH] for start in range(0, len(every), BATCH))
        return
    after = 0
    while ids := people.ids_after(workspace_id, after, BATCH):
        yield ids
        after = ids[-1]


def _rows(ids: Collection[int]) -> dict[tuple[int, str], datetime]:
    rows = Member.objects.filter(person_id__in=ids).values_list("person_id", "segment", "first_at")
    return {(person_id, segment): first_at for person_id, segment, first_at in rows}


def _count(found: Rebuilt, before: dict[tuple[int, str], datetime], after: dict[tuple[int, str], datetime]) -> None:
    found.came += len(after.keys() - before.keys())
    found.gone += len(before.keys() - after.keys())
    found.moved += sum(before[place] != after[place] for place in before.keys() & after.keys())
