"""For whom of a group a condition holds now: exits and branches ask."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from suppilo.kernel.conditions import Condition
from suppilo.people import queries as people
from suppilo.segments import queries as segments


def who_meets(workspace_id: int, condition: Condition, person_ids: Collection[int], now: datetime) -> set[int]:
    """Those of `person_ids` for whom the condition holds at `now`, by the id asked for (a merged person is whole)."""
    whom = people.canonical(person_ids)
    meeting = set(segments.people_where(workspace_id, condition, now, among=sorted(set(whom.values()))))
    return {asked for asked, owner in whom.items() if owner in meeting}
