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
