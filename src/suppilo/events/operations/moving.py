"""The one permitted rewrite of the log: facts get another person's id."""

from __future__ import annotations

from collections.abc import Collection

from suppilo.events.models import Event, Reread
from suppilo.foundation import clock
from suppilo.foundation.writing import writing

_BATCH = 500


def move_person(workspace_id: int, *, from_id: int, to_id: int) -> int:
    """Give every fact of `from_id` to `to_id`, in batches; answers how many.

    For erasure: `to_id` is then a random number that stands for nobody. Begun and killed, it is finished by calling it
    again. Stores follow: within their next turns no file of theirs holds `from_id` any more. Properties are not looked
    at; what may name a person there is for the caller to clear.
    """
    moved = 0
    while True:
        with writing():
            rows = Event.objects.filter(workspace_id=workspace_id, person_id=from_id).order_by("seq")
            seqs = list(rows.values_list("seq", flat=True)[:_BATCH])
            if not seqs:
                return moved
            Event.objects.filter(seq__in=seqs).update(person_id=to_id)
            reread_people(workspace_id, (from_id, to_id))
        moved += len(seqs)


def reread_people(workspace_id: int, person_ids: Collection[int]) -> None:
    """Have stores take the facts of these people anew from the log, in the transaction that changed those."""
    now = clock.now()
    rows = [Reread(workspace_id=workspace_id, person_id=person, at=now) for person in sorted(set(person_ids))]
    with writing():
        Reread.objects.bulk_create(rows)
