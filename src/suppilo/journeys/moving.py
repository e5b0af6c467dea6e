"""What a new version of the definition means for the people inside journeys."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count

from suppilo.definition.model import Bundle
from suppilo.foundation.writing import writing
from suppilo.journeys.calendars import keep_calendars
from suppilo.journeys.ending import end
from suppilo.journeys.models import Enrolment
from suppilo.journeys.program import journeys_of
from suppilo.publishing.ports import Movement

BATCH = 200


class JourneyMover:
    """People stay on the version they entered by; whose journey is gone, they stop."""

    def count(self, workspace_id: int, old: Bundle | None, new: Bundle, now: datetime) -> list[Movement]:
        """How many people are inside each journey, and whether they stay or stop."""
        kept = journeys_of(new)
        rows = Enrolment.objects.filter(workspace_id=workspace_id).values("journey").annotate(many=Count("pk"))
        return [
            Movement("journey", row["journey"], "stay" if row["journey"] in kept else "stop", row["many"])
            for row in rows.order_by("journey")
        ]

    def move(
        self, workspace_id: int, version_id: int, old: Bundle | None, new: Bundle, cursor: dict[str, Any], now: datetime
    ) -> tuple[dict[str, Any] | None, int]:
        """Stop the next batch of people whose journey the new version does not have. Safe to repeat."""
        inside = Enrolment.objects.filter(workspace_id=workspace_id).exclude(journey__in=list(journeys_of(new)))
        with writing():
            if not cursor:
                keep_calendars(workspace_id, new, now)
            rows = list(inside.order_by("pk")[:BATCH])
            end(rows, "removed", now)
        return ({"stopped": int(cursor.get("stopped", 0)) + len(rows)} if len(rows) == BATCH else None), len(rows)
