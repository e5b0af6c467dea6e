"""Taking people out of journeys. Joins the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from suppilo.events import operations as events
from suppilo.journeys.models import Ended, Enrolment
from suppilo.messages import operations as messages

#: Reasons for which what the journey has queued is not sent any more.
_TAKES_BACK = {"exit": "journey_over", "removed": "journey_over", "merged": "merged"}


def end(rows: Sequence[Enrolment], reason: str, now: datetime) -> None:
    """Move enrolments to the history and record journey_ended.

    `reason` is finished, stopped, exit, removed or merged; the last three also cancel messages that still wait.
    """
    if not rows:
        return
    Ended.objects.bulk_create(_ended(row, reason, now) for row in rows)
    Enrolment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    by_workspace: dict[int, list[Enrolment]] = {}
    for row in rows:
        by_workspace.setdefault(row.workspace_id, []).append(row)
    for workspace_id, some in by_workspace.items():
        events.record(workspace_id, [_fact(row, reason, now) for row in some])
        if reason in _TAKES_BACK:
            prefixes = [f"enrolment:{row.pk}:" for row in some]
            messages.cancel(workspace_id, key_prefixes=prefixes, reason=_TAKES_BACK[reason])


def _ended(row: Enrolment, reason: str, now: datetime) -> Ended:
    return Ended(
        enrolment_id=row.pk,
        workspace_id=row.workspace_id,
        version_id=row.version_id,
        journey=row.journey,
        person_id=row.person_id,
        entry_key=row.entry_key,
        step=row.step,
        reason=reason,
        started_at=row.started_at,
        ended_at=now,
    )


def _fact(row: Enrolment, reason: str, now: datetime) -> events.NewFact:
    return events.NewFact(
        name="journey_ended",
        person_id=row.person_id,
        at=now,
        properties={"journey": row.journey, "reason": reason},
        source="journeys",
        external_id=f"{row.pk}:ended",
        origin=row.origin,
    )
