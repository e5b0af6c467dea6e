"""Who takes a step together, and going on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from suppilo.definition.model import Bundle, Journey
from suppilo.journeys.models import Enrolment
from suppilo.journeys.program import Place


@dataclass(frozen=True)
class Group:
    """Enrolments of one workspace at one step of one version of a journey."""

    workspace_id: int
    version_id: int
    bundle: Bundle
    journey: Journey
    place: Place
    rows: Sequence[Enrolment]

    @property
    def people(self) -> set[int]:
        """Whom it is about, by the numbers under which they entered."""
        return {row.person_id for row in self.rows}


def go_on(row: Enrolment, to: str, now: datetime) -> Enrolment:
    """Put the enrolment before the step `to`, due at once."""
    row.step, row.due_at, row.waiting_for, row.deadline = to, now, "", None
    return row


def go_way(row: Enrolment, place: Place, way: int, now: datetime) -> Enrolment:
    """Put the enrolment before the first step of this way of the fork `place`, and remember which way it went.

    The ways count from 0; one beyond the last leads past the fork.
    """
    row.taken += f"{place.step.id} {way}\n"
    return go_on(row, place.ways[way] if way < len(place.ways) else place.after, now)
