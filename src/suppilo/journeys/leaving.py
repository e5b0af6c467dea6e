"""Who leaves a journey before its next step: the goal is reached, or the exit condition holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from suppilo.definition.model import Journey
from suppilo.journeys.ending import end
from suppilo.journeys.meeting import who_meets
from suppilo.journeys.models import Enrolment


def without_leavers(
    workspace_id: int, journey: Journey, rows: Sequence[Enrolment], now: datetime
) -> Sequence[Enrolment]:
    """End those for whom the goal or the exit condition holds; answers the others. It is asked before every step."""
    for reason, condition in (("goal", journey.goal), ("exit", journey.exit)):
        if condition is None or not rows:
            continue
        leaving = who_meets(workspace_id, condition, {row.person_id for row in rows}, now)
        end([row for row in rows if row.person_id in leaving], reason, now)
        rows = [row for row in rows if row.person_id not in leaving]
    return rows
