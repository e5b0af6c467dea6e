"""People come into a sequence, each once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from types import SimpleNamespace

from suppilo.definition.model import Bundle
from suppilo.foundation.bulk import insert
from suppilo.messages.sequences.course import Course, due_at, zones_of
from suppilo.messages.sequences.rows import Follower, Sequence
from suppilo.people import queries as people

SAME = {"last_id": None, "late_since": None, "ended": "", "ended_at": None}


def admit(sequence: Sequence, found: Collection[int], bundle: Bundle, now: datetime, *, in_bulk: bool = False) -> int:
    """Let these (canonical) people begin, in the caller's transaction; answers how many had not been in it before."""
    course = Course.of(sequence)
    first = course.after(None)
    new = set(found) - _known(sequence, found) if found else set()
    if first is None or not new:
        return 0
    zones = zones_of(sequence.workspace_id, new, bundle) if first.hour is not None else {}
    rows = [SimpleNamespace(person_id=one, due_at=due_at(first, now, zones.get(one, "UTC"))) for one in sorted(new)]
    same = {
        **SAME,
        "workspace_id": sequence.workspace_id,
        "sequence_id": sequence.pk,
        "in_bulk": in_bulk,
        "next_id": first.pk,
        "last_at": now,
        "started_at": now,
    }
    return insert(Follower, rows, unique=("sequence_id", "person_id"), same=same)


def _known(sequence: Sequence, found: Collection[int]) -> set[int]:
    """Those who are, or were, in it, also under a number that they had before a merge."""
    everyone = people.aliases(found)
    rows = Follower.objects.filter(sequence=sequence, person_id__among=set(everyone))
    return {everyone[one] for one in rows.values_list("person_id", flat=True)}
