"""May somebody who was in a journey come in again?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from suppilo.definition.model import Journey
from suppilo.journeys.models import Ended, Enrolment
from suppilo.people import queries as people


@dataclass
class Former:
    """A person's entries into one journey so far: their keys, whether one still runs, and when the last began."""

    keys: set[str] = field(default_factory=set)
    is_inside: bool = False
    last: datetime | None = None

    def add(self, key: str, started_at: datetime, is_inside: bool) -> None:
        """Count one more."""
        self.keys.add(key)
        self.is_inside |= is_inside
        self.last = max(self.last or started_at, started_at)


def former_entries(
    workspace_id: int, journeys: Collection[str], person_ids: Collection[int]
) -> dict[tuple[str, int], Former]:
    """The entries of these (canonical) people, also by those merged into them, by journey and person."""
    found: dict[tuple[str, int], Former] = {}
    if not person_ids:
        return found
    everyone = people.aliases(person_ids)
    about = {"workspace_id": workspace_id, "person_id__in": list(everyone), "journey__in": list(journeys)}
    for model in (Enrolment, Ended):
        rows = model.objects.filter(**about).values_list("journey", "person_id", "entry_key", "started_at")
        for journey, person_id, key, started_at in rows:
            former = found.setdefault((journey, everyone[person_id]), Former())
            former.add(key, started_at, model is Enrolment)
    return found


def may_enter(journey: Journey, before: Former, now: datetime) -> bool:
    """Whether the journey's `again` lets the person in at `now`: nobody twice at once, unless it says always."""
    if journey.again == "always":
        return True
    if before.is_inside:
        return False
    if isinstance(journey.again, timedelta):
        return before.last is None or now - before.last >= journey.again
    return journey.again == "after_end" or before.last is None
